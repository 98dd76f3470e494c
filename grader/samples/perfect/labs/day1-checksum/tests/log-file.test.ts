import { LogFile, toFrame, type WalRecord } from "@wal-labs/checksum";
import { SEGMENT_HEADER_SIZE } from "@wal-labs/core";
import { ANY_SYNC, assertNoViolation, exploreCrashes, SimDisk } from "@wal-labs/core/sim";
import { beforeEach, describe, expect, test } from "vitest";

const PATH = "/log";
const bytes = (text: string) => new TextEncoder().encode(text);
const put = (key: string): WalRecord => ({ type: "put", key: bytes(key), value: bytes(`${key}!`) });

let disk: SimDisk;
beforeEach(() => {
  disk = new SimDisk();
});

/** A disk with a log of the keys, which was not closed. */
async function logOf(keys: string): Promise<LogFile> {
  const log = await LogFile.open(PATH, { fs: disk });
  for (const key of keys) await log.append(put(key));
  return log;
}

describe("a crash", () => {
  test.each(["always", "manual"] as const)("loses nothing synced, with sync %s", async (sync) => {
    const report = await exploreCrashes({
      workload: async (machine, journal) => {
        const log = await LogFile.open(PATH, { fs: machine, sync });
        for (const key of ["a", "b", "c"]) {
          journal.attempt(key);
          await log.append(put(key));
          if (sync === "manual") await log.sync();
          journal.acknowledge(key);
        }
      },
      recover: async (machine, { attempted, acknowledged }) => {
        const mayRefuse = acknowledged.length === 0 || attempted.length > acknowledged.length;
        const log = await LogFile.open(PATH, { fs: machine }).catch((error) => {
          if (!mayRefuse) throw error;
        });
        if (log) expect(log.lastSequence).toBeGreaterThanOrEqual(acknowledged.length);
      },
    });
    assertNoViolation(report);
  });

  test("leaves nothing of a log that was removed", async () => {
    await (await logOf("a")).close();
    await LogFile.remove(PATH, { fs: disk });
    expect(await disk.crash({ kind: "power", fates: "old" }).readdir("/")).toEqual([]);
  });

  test("after close takes nothing", async () => {
    const log = await LogFile.open(PATH, { fs: disk, sync: "manual" });
    await log.append(put("a"));
    await log.close();
    const after = disk.crash({ kind: "power", fates: "old" });
    expect((await LogFile.open(PATH, { fs: after })).lastSequence).toBe(1);
  });
});

describe("a log that is not whole", () => {
  test("is refused wherever one bit is flipped", async () => {
    await (await logOf("ab")).close();
    const { length } = disk.readFile(PATH);
    for (let bit = 0; bit < length * 8; bit += 5) {
      disk.flipBit(PATH, bit);
      await expect(LogFile.open(PATH, { fs: disk })).rejects.toBeInstanceOf(Error);
      disk.flipBit(PATH, bit);
    }
    expect(disk.openHandles).toBe(0);
  });

  test("is refused when it ends too early, or goes on with zeros", async () => {
    await logOf("ab");
    const whole = disk.readFile(PATH);
    for (const size of [10, SEGMENT_HEADER_SIZE + 20, whole.length - 8]) {
      disk.writeFile(PATH, whole.subarray(0, size));
      await expect(LogFile.open(PATH, { fs: disk })).rejects.toBeInstanceOf(Error);
    }
    disk.writeFile(PATH, new Uint8Array([...whole, ...new Uint8Array(64)]));
    await expect(LogFile.open(PATH, { fs: disk })).rejects.toMatchObject({ code: "WAL_CORRUPTED" });
  });

  test("is refused when a record is missing from its middle", async () => {
    const log = await logOf("a");
    const { offset, size } = await log.append(put("b"));
    await log.append(put("c"));
    const whole = disk.readFile(PATH);
    const cut = [...whole.subarray(0, offset), ...whole.subarray(offset + size)];
    disk.writeFile(PATH, new Uint8Array(cut));
    await expect(LogFile.open(PATH, { fs: disk })).rejects.toMatchObject({ code: "WAL_CORRUPTED" });
  });
});

describe("append", () => {
  test("gives positions that lead to the records, also with calls of 3 bytes", async () => {
    for (const kind of ["read", "write"] as const) {
      disk.inject({ kind, times: Infinity }, { kind: "short", bytes: 3 });
    }
    const log = await LogFile.open(PATH, { fs: disk });
    const positions = [];
    for (const key of ["a", "bb", "ccc"]) positions.push(await log.append(put(key)));
    for (const [index, key] of ["a", "bb", "ccc"].entries()) {
      const entry = await log.read(positions[index] ?? { sequence: 0, offset: 0, size: 0 });
      expect(entry).toMatchObject({ sequence: index + 1, record: put(key) });
    }
  });

  test("goes on with the next sequence after a restart, at the end of the file", async () => {
    await (await logOf("ab")).close();
    const log = await LogFile.open(PATH, { fs: disk });
    const position = await log.append(put("c"));
    expect(position.sequence).toBe(3);
    expect(await log.read(position)).toMatchObject({ record: put("c") });
  });

  test("fails for good once a sync has failed, and still reads", async () => {
    const log = await logOf("");
    const position = await log.append(put("a"));
    disk.inject({ kind: ANY_SYNC }, { kind: "sync-failure", mode: "clean" });
    await expect(log.append(put("b"))).rejects.toMatchObject({ code: "WAL_IO" });
    await expect(log.append(put("c"))).rejects.toMatchObject({ code: "WAL_FAILED" });
    expect(await log.read(position)).toMatchObject({ record: put("a") });
  });

  test("refuses after close, twice closed is closed, and no file stays open", async () => {
    const log = await logOf("a");
    await log.close();
    await log.close();
    await expect(log.append(put("b"))).rejects.toMatchObject({ code: "WAL_CLOSED" });
    expect(disk.openHandles).toBe(0);
  });
});

test("an empty value is no delete", () => {
  const place = { sequence: 1, timestampMs: 0, syncedWatermark: 0 };
  const empty = toFrame({ type: "put", key: bytes("k"), value: bytes("") }, place);
  const none = toFrame({ type: "delete", key: bytes("k") }, place);
  expect(empty.type).not.toBe(none.type);
  expect(empty.value).toEqual(bytes(""));
});
