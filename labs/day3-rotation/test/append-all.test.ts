import { LAST_OF_BATCH, parseFrame, SEGMENT_HEADER_SIZE, viewOf } from "@wal-labs/core";
import { assertNoViolation, exploreCrashes, type Journal, SimDisk } from "@wal-labs/core/sim";
import { SegmentedLog, type SegmentedLogOptions } from "@wal-labs/rotation";
import { describe, expect, test } from "vitest";
import * as forge from "./forge.ts";

const { bytes, codeOf, DIRECTORY, FRAME_SIZE, nameOf, pathOf, put, SEGMENT_SIZE, text } = forge;

const LARGE = 4096;

function open(disk: SimDisk, options: SegmentedLogOptions = {}): Promise<SegmentedLog> {
  return SegmentedLog.open(DIRECTORY, { fs: disk, segmentSize: LARGE, ...options });
}

/** A batch for each word, of a put for each of its letters. */
const batches = (...words: readonly string[]) => words.map((word) => [...word].map(put));

async function lettersIn(log: SegmentedLog): Promise<string> {
  let found = "";
  await log.replay(({ record }) => {
    if (record.type === "put") found += text(record.key);
  });
  return found;
}

function flagsOf(parsed: ReturnType<typeof parseFrame>): number | undefined {
  return parsed.kind === "frame" ? parsed.frame.flags : undefined;
}

/** What a disk was asked to do while `work` ran. */
async function callsOf(disk: SimDisk, work: () => Promise<unknown>): Promise<string[]> {
  const before = disk.log.length;
  await work();
  const kinds = disk.log.slice(before).map(({ operation: { kind } }) => kind);
  return kinds.map((kind) => (kind === "datasync" ? "sync" : kind));
}

describe("Exercise 3.10: many at once (src/batch-frames.ts, src/segmented-log.ts, chapter 3, Many at once)", () => {
  test("writes all batches with one write and one sync", async () => {
    const disk = new SimDisk();
    const log = await open(disk);
    const work = () => log.appendAll(batches("ab", "c", "def"));
    expect(await callsOf(disk, work)).toEqual(["write", "sync"]);
    expect(await lettersIn(log)).toBe("abcdef");
  });

  test("tells each batch where its records lie", async () => {
    const log = await open(new SimDisk());
    const [first, none, last] = await log.appendAll(batches("a", "", "bc"));
    const [segment, size, start] = [nameOf(1), FRAME_SIZE, SEGMENT_HEADER_SIZE];
    const at = (n: number) => ({ segment, sequence: n, offset: start + (n - 1) * size, size });
    expect(first).toEqual({ status: "fulfilled", value: [at(1)] });
    expect(none).toEqual({ status: "fulfilled", value: [] });
    expect(last).toEqual({ status: "fulfilled", value: [at(2), at(3)] });
  });

  test("sets the flag on the last frame of each batch, and on no other", async () => {
    const disk = new SimDisk();
    await (await open(disk)).appendAll(batches("ab", "c", "de"));
    const file = disk.readFile(pathOf(1));
    const starts = [0, 1, 2, 3, 4].map((index) => SEGMENT_HEADER_SIZE + index * FRAME_SIZE);
    const flags = starts.map((start) => parseFrame(viewOf(file), start)).map(flagsOf);
    expect(flags).toEqual([0, LAST_OF_BATCH, LAST_OF_BATCH, 0, LAST_OF_BATCH]);
  });

  test("rejects what cannot be logged alone, and gives its sequence to the next", async () => {
    const disk = new SimDisk();
    const log = await open(disk, { segmentSize: SEGMENT_SIZE });
    const invalid = [put("x"), { type: "commit", transactionId: 0 } as const];
    const large = [{ type: "put", key: bytes("k"), value: new Uint8Array(LARGE) } as const];
    const [a = [], b = []] = batches("a", "b");
    const outcomes = await log.appendAll([a, invalid, large, ...batches("xyz"), b]);
    const codes = outcomes.map((each) => (each.status === "rejected" ? each.reason.code : "ok"));
    const [no, tooLarge] = ["WAL_INVALID_ARGUMENT", "WAL_TOO_LARGE"];
    expect(codes).toEqual(["ok", no, tooLarge, tooLarge, "ok"]);
    expect(await lettersIn(log)).toBe("ab");
    expect([log.lastSequence, log.segments.length]).toEqual([2, 1]);
  });

  test("keeps each batch in one segment", async () => {
    const log = await open(new SimDisk(), { segmentSize: SEGMENT_SIZE });
    await log.appendAll(batches("a", "bc", "d", "e", "fg"));
    expect(log.segments.map(({ firstSequence }) => firstSequence)).toEqual([1, 2, 4, 6]);
    expect(await lettersIn(log)).toBe("abcdefg");
  });

  test("makes what is asked to be durable so, and all before it", async () => {
    const disk = new SimDisk();
    const log = await open(disk, { sync: "manual" });
    const lazy = () => log.appendAll(batches("ab"));
    const durable = () => log.appendAll(batches("c"), { durable: true });
    expect(await callsOf(disk, lazy)).toEqual(["write"]);
    expect(await callsOf(disk, durable)).toEqual(["write", "sync"]);
    const after = disk.crash({ kind: "power", fates: "old" });
    expect(await lettersIn(await open(after))).toBe("abc");
  });

  test("fails for all when the sync fails, and the log with it (O7)", async () => {
    const disk = new SimDisk();
    await using log = await open(disk);
    disk.inject({ kind: "datasync" }, { kind: "error" });
    expect(await codeOf(log.appendAll(batches("a", "b")))).toBe("WAL_IO");
    expect(await codeOf(log.appendAll(batches("c")))).toBe("WAL_FAILED");
  });

  test("leaves each batch whole or not at all, whenever the power fails", async () => {
    const words = ["ab", "c", "def", "ghij", "k"];
    const workload = async (disk: SimDisk, journal: Journal) => {
      const log = await open(disk, { segmentSize: SEGMENT_SIZE + 3 * FRAME_SIZE });
      for (const word of words) journal.attempt(word);
      await log.appendAll(batches(...words));
      for (const word of words) journal.acknowledge(word);
    };
    const recover = async (disk: SimDisk, journal: Journal) => {
      const found = await lettersIn(await open(disk));
      const whole = words.map((_, index) => words.slice(0, index + 1).join(""));
      expect(["", ...whole]).toContain(found);
      if (journal.acknowledged.length > 0) expect(found).toBe(words.join(""));
      return found;
    };
    assertNoViolation(await exploreCrashes({ workload, recover, kinds: ["power"] }));
  }, 30_000);
});
