import { FRAME_HEADER_SIZE } from "@wal-labs/core";
import { walk } from "@wal-labs/replay";
import { describe, expect, test } from "vitest";
import {
  bytes,
  diskWith,
  type Forged,
  FRAME_SIZE,
  frameAt,
  headerOf,
  joined,
  logOf,
  PATH,
  put,
  SEAL,
} from "./forge.ts";

const abc = () => logOf([put("a"), put("b"), put("c")]);

/** Walks over a log; gives what it says, the sequences and offsets visited, and the disk. */
async function walked(log: Uint8Array, chunkSize?: number) {
  const disk = diskWith(log);
  const handle = await disk.open(PATH, "r");
  const visited: [sequence: number, offset: number][] = [];
  const result = await walk(
    handle,
    headerOf(log),
    (frame, offset) => void visited.push([frame.sequence, offset]),
    { chunkSize },
  );
  return { result, visited, disk };
}

/** The sizes of all reads of a disk. */
const readSizes = (disk: Awaited<ReturnType<typeof walked>>["disk"]) =>
  disk.log.flatMap(({ operation: { kind, size = 0 } }) => (kind === "read" ? [size] : []));

describe("Exercise 2.1: a file in parts (src/file-window.ts, chapter 2, A file in parts)", () => {
  test("whatever the size of a chunk, a walk finds the same", async () => {
    const whole = await walked(abc());
    for (let chunkSize = 1; chunkSize <= abc().length; chunkSize += 7) {
      const { result, visited } = await walked(abc(), chunkSize);
      expect([result, visited]).toEqual([whole.result, whole.visited]);
    }
  });

  test("no read asks for more than a chunk, or one frame that is larger", async () => {
    const long = { ...put("k"), value: "v".repeat(1000) };
    const { disk } = await walked(logOf([put("a"), long, put("b")]), 100);
    expect(Math.max(...readSizes(disk))).toBeLessThanOrEqual(FRAME_HEADER_SIZE + 1001 + 7);
  });

  test("a large chunk saves reads", async () => {
    const many = logOf(Array.from({ length: 100 }, () => put("a")));
    const { disk } = await walked(many, 4096);
    expect(readSizes(disk).length).toBeLessThan(10);
  });
});

describe("Exercise 2.2: walk (src/walk.ts, chapter 2, Walk)", () => {
  test("visits each frame in order, to the end of the file", async () => {
    const { result, visited } = await walked(abc());
    expect(visited).toEqual([
      [1, frameAt(0)],
      [2, frameAt(1)],
      [3, frameAt(2)],
    ]);
    expect(result).toMatchObject({
      end: abc().length,
      lastSequence: 3,
      sealed: false,
      stop: "end",
    });
  });

  test("stops at a frame that a crash cut short, wherever it did", async () => {
    for (let size = frameAt(2) + 1; size < abc().length; size++) {
      const { result } = await walked(abc().subarray(0, size));
      expect(result).toMatchObject({ end: frameAt(2), lastSequence: 2, stop: "invalid" });
    }
  });

  test("counts a batch only when all of it is there", async () => {
    const batch: Forged[] = [put("b", { isLast: false }), put("c", { isLast: false }), put("d")];
    const log = logOf([put("a"), ...batch]);
    const { result } = await walked(log.subarray(0, frameAt(3)));
    expect(result).toMatchObject({ end: frameAt(1), lastSequence: 1, stop: "invalid" });
    expect((await walked(log)).result).toMatchObject({ end: log.length, lastSequence: 4 });
  });

  test("a seal takes no sequence, and may stand in the middle", async () => {
    const log = logOf([put("a"), SEAL, put("b"), SEAL]);
    const { result, visited } = await walked(log);
    expect(visited.map(([sequence]) => sequence)).toEqual([1, 2, 2, 3]);
    expect(result).toMatchObject({ lastSequence: 2, sealed: true, stop: "end" });
  });

  test("tells a valid frame in the wrong place from one that is not valid", async () => {
    const { result } = await walked(logOf([put("a"), put("c", { sequence: 3 })]));
    expect(result).toMatchObject({ end: frameAt(1), lastSequence: 1, stop: "misplaced" });
    const stale = logOf([put("z")], { salt: 8 }).subarray(frameAt(0));
    const { result: other } = await walked(joined(logOf([put("a")]), stale));
    expect(other).toMatchObject({ end: frameAt(1), stop: "invalid" });
  });

  test("waits for a visit that gives a promise, and passes its error on", async () => {
    const handle = await diskWith(abc()).open(PATH, "r");
    const [seen, enough]: [string[], Error] = [[], new Error("enough")];
    const visit = async (frame: { sequence: number }) => {
      seen.push(`${frame.sequence} comes`);
      await new Promise((resolve) => setTimeout(resolve, 1));
      if (frame.sequence === 2) throw enough;
      seen.push(`${frame.sequence} goes`);
    };
    await expect(walk(handle, headerOf(abc()), visit)).rejects.toBe(enough);
    expect(seen).toEqual(["1 comes", "1 goes", "2 comes"]);
  });

  test("a record over the limit is no frame", async () => {
    const log = logOf([put("a"), { ...put("b"), value: bytes("much too long").join() }]);
    const handle = await diskWith(log).open(PATH, "r");
    const result = await walk(handle, headerOf(log), undefined, { maxRecordSize: 8 });
    expect(result).toMatchObject({ end: frameAt(0) + FRAME_SIZE, stop: "invalid" });
  });
});
