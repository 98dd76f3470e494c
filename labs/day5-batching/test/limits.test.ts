import { frameSize } from "@wal-labs/core";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import * as shared from "./shared-log.ts";

const { callsOf, FRAME_SIZE, fresh, holdSyncs, keysIn, outcomes, put, settle } = shared;

const LETTERS = ["a", "b", "c", "d", "e"];

/** The frames of each write. */
async function framesOf(options: Parameters<typeof fresh>[0], work: string[][]): Promise<number[]> {
  const { disk, log } = await fresh(options);
  const before = disk.log.length;
  await Promise.all(work.map((keys) => log.appendBatch(keys.map(put))));
  const writes = disk.log.slice(before).filter(({ operation: { kind } }) => kind === "write");
  return writes.map(({ operation: { size = 0 } }) => size / FRAME_SIZE);
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe("Exercise 5.2: limits (src/waiting-room.ts, src/record-size.ts, chapter 5, Limits)", () => {
  test("writes no more than maxBatchRecords at once", async () => {
    const singles = LETTERS.map((letter) => [letter]);
    expect(await framesOf({ maxBatchRecords: 2 }, singles)).toEqual([2, 2, 1]);
  });

  test("writes no more than maxBatchBytes at once", async () => {
    const singles = LETTERS.map((letter) => [letter]);
    expect(await framesOf({ maxBatchBytes: 3 * FRAME_SIZE }, singles)).toEqual([3, 2]);
  });

  test("writes what is too large for a limit alone, and whole", async () => {
    const batches = [["a"], ["b", "c", "d"], ["e"]];
    expect(await framesOf({ maxBatchRecords: 2 }, batches)).toEqual([1, 3, 1]);
  });

  test("waits maxDelayMs for company when it is told to", async () => {
    const { disk, log } = await fresh({ maxDelayMs: 10 });
    const calls = await callsOf(disk, async () => {
      const first = log.append(put("a"));
      await vi.advanceTimersByTimeAsync(9);
      const second = log.append(put("b"));
      await vi.advanceTimersByTimeAsync(1);
      await Promise.all([first, second]);
    });
    expect(calls).toEqual(["write", "sync"]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("does not wait any more once a batch is full", async () => {
    const { disk, log } = await fresh({ maxDelayMs: 60_000, maxBatchRecords: 2 });
    const calls = await callsOf(disk, async () => {
      const first = log.append(put("a"));
      await vi.advanceTimersByTimeAsync(5);
      await Promise.all([first, log.append(put("b"))]);
    });
    expect(calls).toEqual(["write", "sync"]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("refuses an append when maxQueueBytes wait, and logs nothing of it", async () => {
    const { disk, log } = await fresh({ maxQueueBytes: 2 * FRAME_SIZE });
    const syncs = holdSyncs(disk);
    const calls = LETTERS.map((letter) => log.append(put(letter)));
    syncs.letGo();
    expect(await outcomes(calls)).toEqual(["ok", "ok", "WAL_BUSY", "WAL_BUSY", "WAL_BUSY"]);
    expect(await keysIn(log)).toEqual(["a", "b"]);
  });

  test("room resolves at once, unless maxQueueBytes wait", async () => {
    const { disk, log } = await fresh({ maxQueueBytes: 2 * FRAME_SIZE });
    await log.room();
    const syncs = holdSyncs(disk);
    const written = log.append(put("a"));
    await settle();
    const waiting = ["b", "c"].map((letter) => log.append(put(letter)));
    let hasRoom = false;
    const room = log.room().then(() => {
      hasRoom = true;
    });
    await settle();
    expect(hasRoom).toBe(false);
    syncs.letGo();
    await Promise.all([room, written, ...waiting]);
    expect(await outcomes([log.append(put("d"))])).toEqual(["ok"]);
  });

  test("a caller who waits for room is never refused", async () => {
    const { log } = await fresh({ maxQueueBytes: 3 * FRAME_SIZE });
    const calls: Promise<unknown>[] = [];
    for (let count = 0; count < 50; count++) {
      await log.room();
      calls.push(log.append(put("a")));
    }
    expect(new Set(await outcomes(calls))).toEqual(new Set(["ok"]));
  });

  test("counts a text as its longest: three bytes a character", async () => {
    const event = { type: "dispatch", jobId: "12345678" } as const;
    const { log } = await fresh({ maxQueueBytes: 2 * frameSize(3 * 8, 0) });
    const calls = [1, 2, 3].map(() => log.append(event));
    expect(await outcomes(calls)).toEqual(["ok", "ok", "WAL_BUSY"]);
  });

  test.for([
    { maxBatchRecords: 0 },
    { maxBatchBytes: -1 },
    { maxQueueBytes: Number.NaN },
    { maxDelayMs: -1 },
  ])("refuses %o", async (options) => {
    expect(await outcomes([fresh(options)])).toEqual(["WAL_INVALID_ARGUMENT"]);
  });
});
