import type { Entry, Position } from "@wal-labs/checksum";
import type { SimDisk } from "@wal-labs/core/sim";
import { type ReplayOptions, replay } from "@wal-labs/replay";
import { describe, expect, test } from "vitest";
import {
  diskWith,
  type Forged,
  FRAME_SIZE,
  frameAt,
  logOf,
  PATH,
  put,
  SEAL,
  text,
  withHole,
} from "./forge.ts";

const abc = () => logOf([put("a"), SEAL, put("b"), put("c")]);

const keyOf = ({ record }: Entry) => ("key" in record ? text(record.key) : record.type);

/** Replays; gives what it says and the keys that the handler saw. */
async function replayed(disk: SimDisk, options: ReplayOptions = {}) {
  const keys: string[] = [];
  const result = await replay(PATH, (entry) => void keys.push(keyOf(entry)), {
    ...options,
    fs: disk,
  });
  return { ...result, keys: keys.join("") };
}

describe("Exercise 2.6: replay (src/replay.ts, src/salvage.ts, chapter 2, Replay)", () => {
  test("hands over each record in order, with its position, and no seal", async () => {
    const seen: [string, Position][] = [];
    const handler = (entry: Entry, position: Position) => void seen.push([keyOf(entry), position]);
    const result = await replay(PATH, handler, { fs: diskWith(abc()) });
    expect(result).toMatchObject({ kind: "clean", lastSequence: 3, gaps: [] });
    expect(seen.map(([key]) => key).join("")).toBe("abc");
    expect(seen[0]?.[1]).toEqual({ sequence: 1, offset: 64, size: FRAME_SIZE });
  });

  test("shows nothing before it is durable", async () => {
    const disk = diskWith(abc());
    const syncs: number[] = [];
    const count = () => disk.log.filter(({ operation }) => /sync$/.test(operation.kind)).length;
    await replay(PATH, () => void syncs.push(count()), { fs: disk });
    expect(Math.min(...syncs)).toBeGreaterThan(0);
  });

  test("stops before a torn tail, and leaves it where it is", async () => {
    const torn = abc().subarray(0, abc().length - 1);
    const disk = diskWith(torn);
    expect(await replayed(disk)).toMatchObject({ kind: "torn", keys: "ab", lastSequence: 2 });
    expect(disk.readFile(PATH)).toEqual(torn);
  });

  test("hands over a batch only if all of it is there", async () => {
    const batch: Forged[] = [put("b", { isLast: false }), put("c", { isLast: false }), put("d")];
    const log = logOf([put("a"), ...batch]);
    expect(await replayed(diskWith(log))).toMatchObject({ keys: "abcd" });
    const cut = await replayed(diskWith(log.subarray(0, frameAt(3))));
    expect(cut).toMatchObject({ kind: "torn", keys: "a", lastSequence: 1 });
  });

  test("passes a handler's error on as it is, and hands over nothing more", async () => {
    const [keys, full]: [string[], Error] = [[], new Error("the memtable is full")];
    const handler = async (entry: Entry) => {
      keys.push(keyOf(entry));
      if (keyOf(entry) === "b") throw full;
    };
    await expect(replay(PATH, handler, { fs: diskWith(abc()) })).rejects.toBe(full);
    expect(keys).toEqual(["a", "b"]);
  });

  test("leaves out what a snapshot holds", async () => {
    expect(await replayed(diskWith(abc()), { after: 2 })).toMatchObject({ keys: "c" });
    const later = diskWith(logOf([put("e"), put("f")], { firstSequence: 5 }));
    expect(await replayed(later, { after: 5 })).toMatchObject({ keys: "f", lastSequence: 6 });
  });

  test("refuses a log that ends before a snapshot, or begins too late behind it", async () => {
    const tooShort = replayed(diskWith(abc()), { after: 4 });
    await expect(tooShort).rejects.toMatchObject({ code: "WAL_CORRUPTED", sequence: 4 });
    const late = diskWith(logOf([put("e")], { firstSequence: 5 }));
    const tooLate = replayed(late, { after: 3 });
    await expect(tooLate).rejects.toMatchObject({ code: "WAL_CORRUPTED", sequence: 4 });
  });

  test("finds nothing where there is no log, and creates none", async () => {
    const disk = diskWith(abc());
    await disk.unlink(PATH);
    expect(await replayed(disk)).toMatchObject({ kind: "clean", keys: "", lastSequence: 0 });
    expect(disk.filePaths()).toEqual([]);
  });

  test("salvage skips what is damaged and says what is missing", async () => {
    const damaged = withHole(logOf([put("a"), put("b"), put("c"), put("d")]), 120, 232);
    await expect(replayed(diskWith(damaged))).rejects.toMatchObject({ code: "WAL_CORRUPTED" });
    const { keys, gaps, lastSequence } = await replayed(diskWith(damaged), { policy: "salvage" });
    expect([keys, lastSequence]).toEqual(["ad", 4]);
    expect(gaps).toEqual([{ offset: 120, size: 112, sequence: 2, missing: 2 }]);
  });
});
