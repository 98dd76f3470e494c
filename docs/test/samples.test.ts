import { open } from "node:fs/promises";
import { crc32, LogFile } from "@wal-labs/checksum";
import { nodeFs } from "@wal-labs/core";
import { SimDisk } from "@wal-labs/core/sim";
import { describe, expect, test } from "vitest";
import { writeAtTheEnd, writeInAppendMode } from "../samples/append-mode.ts";
import { crcByHand } from "../samples/crc-by-hand.ts";
import { readBack } from "../samples/first-log.ts";
import { forgetfulStory } from "../samples/forgetful-notes.ts";
import { openRecovered, restored } from "../samples/recovered-log.ts";
import { BufferedFile } from "../samples/three-places.ts";
import { PATH, tornInTheFourthAppend } from "../samples/torn-tail.ts";
import { inFolder } from "./example.ts";
import { fenced, page, section } from "./pages.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

/** The size of the file after two writers have written three bytes each, at the same time. */
function sizeAfterTwo(write: typeof writeAtTheEnd, flag: string): Promise<number> {
  return inFolder(async (path) => {
    await using first = await open(path, flag);
    await using second = await open(path, flag);
    await Promise.all([write(first, bytes("abc")), write(second, bytes("def"))]);
    return (await first.stat()).size;
  });
}

describe("samples", () => {
  test("the first log gives back what was appended", async () => {
    const entry = await inFolder(readBack);
    expect(entry).toMatchObject({ sequence: 1, record: { type: "ack", jobId: "job-7" } });
  });

  test("append mode loses nothing to a second writer", async () => {
    expect(await sizeAfterTwo(writeInAppendMode, "a+")).toBe(6);
  });

  test("looking up the end first lets the second writer overwrite the first", async () => {
    const file = { size: 0 };
    const handle = {
      stat: () => Promise.resolve({ size: file.size }),
      write: (_: Uint8Array, _offset: number, length: number, position: number) => {
        file.size = Math.max(file.size, position + length);
        return Promise.resolve({ bytesWritten: length });
      },
    } as unknown as Parameters<typeof writeAtTheEnd>[0];
    const writers = ["abc", "def"].map((text) => writeAtTheEnd(handle, bytes(text)));
    await Promise.all(writers);
    expect(file.size).toBe(3);
  });

  test("a buffered file's bytes reach the kernel by flush, not by write", async () => {
    await inFolder(async (path) => {
      await using handle = await open(path, "a+");
      const file = new BufferedFile(handle);
      file.write(bytes("abc"));
      expect((await nodeFs.stat(path)).size).toBe(0);
      await file.flush();
      expect((await nodeFs.stat(path)).size).toBe(3);
      await file.sync();
    });
  });

  test("the crash story is the one in how to work", async () => {
    const told = section(await page("how-to-work.md"), "Reading a crash story");
    expect(fenced(told)).toBe((await forgetfulStory()).trimEnd());
  });

  test("a recovered log opens and goes on after the last promised record", async () => {
    const fs = await tornInTheFourthAppend();
    const log = await openRecovered(PATH, { fs });
    expect(await log.write(bytes("k"), null)).toMatchObject({ sequence: 4 });
  });

  test("a snapshot and the log behind it give the state", async () => {
    const fs = new SimDisk();
    const log = await LogFile.open(PATH, { fs });
    for (const key of ["a", "b"]) await log.write(bytes(key), bytes("from the log"));
    const snapshot = { sequence: 1, entries: [[bytes("a"), bytes("from the snapshot")]] } as const;
    const memtable = await restored(snapshot, PATH, { fs });
    const values = memtable.entries().map(([, value]) => new TextDecoder().decode(value));
    expect(values).toEqual(["from the snapshot", "from the log"]);
  });

  test.for([0, 1, 0x5a17c0de, 0xffffffff])("the CRC by hand is crc32, seed %i", (seed) => {
    for (let size = 0; size < 40; size++) {
      const block = Uint8Array.from({ length: size }, (_, index) => index * 37);
      expect(crcByHand(block, seed)).toBe(crc32(block, seed));
    }
  });
});
