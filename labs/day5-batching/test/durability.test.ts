import type { GroupCommitLog } from "@wal-labs/batching";
import { Controller } from "@wal-labs/concurrency";
import { assertNoViolation, exploreCrashes, type SimDisk } from "@wal-labs/core/sim";
import { afterEach, describe, expect, test, vi } from "vitest";
import * as shared from "./shared-log.ts";

const { bytes, callsOf, fresh, holdSyncs, keysAfterCrash, keysIn, open, outcomes, put } = shared;

const MODES = ["clean", "revert", "late"] as const;
const LAZY = { durable: false } as const;

/** So large that no sector holds two of them. */
const large = (key: string) => ({ ...put(key), value: new Uint8Array(600) });
const appendBatch = (log: GroupCommitLog, keys: string, record: typeof large | typeof put = put) =>
  log.appendBatch([...keys].map(record));

afterEach(() => vi.useRealTimers());

describe("Exercise 5.3: batches (src/group-commit.ts, chapter 5, Durable and lazy)", () => {
  test("lets nobody's records in between those of a batch", async () => {
    const { log } = await fresh();
    const calls = [log.append(put("a")), appendBatch(log, "bcd"), log.append(put("e"))];
    await Promise.all(calls);
    expect(await keysIn(log)).toEqual(["a", "b", "c", "d", "e"]);
    expect(await calls[1]).toMatchObject([{ sequence: 2 }, { sequence: 3 }, { sequence: 4 }]);
  });

  test("keeps each batch whole or not at all, whenever it crashes", async () => {
    const workload = async (disk: SimDisk) => {
      await using log = await open(disk);
      await Promise.all([appendBatch(log, "ab", large), appendBatch(log, "cd", large)]);
    };
    const recover = async (disk: SimDisk) => {
      await using log = await open(disk);
      expect(["", "ab", "abcd"]).toContain((await keysIn(log)).join(""));
    };
    assertNoViolation(await exploreCrashes({ workload, recover, kinds: ["power"] }));
  });

  test("runs the job queue of day 4, whose jobs then share syncs", async () => {
    const { disk, log } = await fresh();
    const controller = await Controller.open(log);
    const jobs = Array.from({ length: 20 }, (_, index) => `job-${index}`);
    const calls = await callsOf(disk, () =>
      Promise.all(jobs.map((job) => controller.enqueue(job, bytes("{}")))),
    );
    expect(calls).toEqual(["write", "sync"]);
    expect(controller.jobs().map(({ id }) => id)).toEqual(jobs);
  });
});

describe("Exercise 5.3: durable and lazy (src/group-commit.ts, chapter 5, Durable and lazy)", () => {
  test("writes what is lazy, and syncs nothing", async () => {
    const { disk, log } = await fresh();
    expect(await callsOf(disk, () => log.append(put("a"), LAZY))).toEqual(["write"]);
  });

  test("is lazy by default when sync is manual, and durable on demand", async () => {
    const { disk, log } = await fresh({ sync: "manual" });
    expect(await callsOf(disk, () => log.append(put("a")))).toEqual(["write"]);
    const durable = () => log.append(put("b"), { durable: true });
    expect(await callsOf(disk, durable)).toContain("sync");
  });

  test("one durable append makes all before it durable, and all in its batch", async () => {
    const { disk, log } = await fresh();
    await log.append(put("a"), LAZY);
    await Promise.all([log.append(put("b")), log.append(put("c"), LAZY)]);
    expect(await keysAfterCrash(disk)).toEqual(["a", "b", "c"]);
  });

  test("flush resolves when all is written, and not durable", async () => {
    const { disk, log } = await fresh();
    const calls = await callsOf(disk, async () => {
      const lazy = log.append(put("a"), LAZY);
      await log.flush();
      await lazy;
    });
    expect(calls).toEqual(["write"]);
    expect(await keysAfterCrash(disk)).toEqual([]);
  });

  test("sync makes durable what was lazy", async () => {
    const { disk, log } = await fresh();
    await log.append(put("a"), LAZY);
    await log.sync();
    expect(await keysAfterCrash(disk)).toEqual(["a"]);
  });

  test("flush, sync and close wait for nobody's delay", async () => {
    vi.useFakeTimers();
    const { log } = await fresh({ maxDelayMs: 60_000 });
    for (const end of [() => log.flush(), () => log.sync(), () => log.close()]) {
      const waiting = log.append(put("a"));
      await shared.settle();
      expect(vi.getTimerCount()).toBe(1);
      await Promise.all([waiting, end()]);
    }
    expect(vi.getTimerCount()).toBe(0);
  });

  test("replay, rotate and setCheckpoint come after all that was appended before", async () => {
    const { log } = await fresh();
    const lazy = ["a", "b"].map((key) => log.append(put(key), LAZY));
    expect(await keysIn(log)).toEqual(["a", "b"]);
    const [rotated] = [log.append(put("c"), LAZY), log.rotate()].slice(1);
    await rotated;
    expect(log.segments.map(({ firstSequence }) => firstSequence)).toEqual([1, 4]);
    lazy.push(log.append(put("d"), LAZY));
    await log.setCheckpoint({ sequence: 4 });
    expect(await log.clean()).toHaveLength(1);
    await Promise.all(lazy);
  });

  test("close writes all that waits, makes it durable, and takes no more", async () => {
    const { disk, log } = await fresh();
    const calls = [log.append(put("a")), log.append(put("b"), LAZY)];
    const closing = log.close();
    calls.push(log.append(put("c")));
    expect(log.close()).toBe(closing);
    expect(await outcomes(calls)).toEqual(["ok", "ok", "WAL_CLOSED"]);
    await closing;
    expect(disk.openHandles).toBe(0);
    expect(await keysAfterCrash(disk)).toEqual(["a", "b"]);
  });

  test("close lets all calls that were made before it come to their end", async () => {
    const { log } = await fresh();
    await log.append(put("a"));
    const calls = [keysIn(log), log.rotate(), log.setCheckpoint({ sequence: 1 }), keysIn(log)];
    expect(await outcomes([...calls, log.close()])).toEqual(["ok", "ok", "ok", "ok", "ok"]);
  });
});

describe("Exercise 5.3: when a sync fails (src/group-commit.ts, chapter 5, Table of cases)", () => {
  test.for(MODES)("mode %s: tells everybody, and acknowledges nothing more (O7)", async (mode) => {
    const { disk, log } = await fresh();
    await log.append(put("a"));
    disk.inject({ kind: "datasync" }, { kind: "sync-failure", mode });
    const together = ["b", "c"].map((key) => log.append(put(key)));
    expect(await outcomes(together)).toEqual(["WAL_IO", "WAL_IO"]);
    const later = [log.append(put("d"), LAZY), log.flush(), log.sync(), log.rotate()];
    expect(new Set(await outcomes(later))).toEqual(new Set(["WAL_FAILED"]));
    await log.close();
    const kept = (await keysAfterCrash(disk)).join("");
    expect(kept).toBe(mode === "late" ? "abc" : "a");
  });

  test("fails for lazy ones too, whose bytes were not synced before", async () => {
    const { disk, log } = await fresh();
    await log.append(put("a"), LAZY);
    disk.inject({ kind: "datasync" }, { kind: "sync-failure", mode: "clean" });
    expect(await outcomes([log.sync()])).toEqual(["WAL_IO"]);
    expect(await outcomes([log.append(put("b"), LAZY)])).toEqual(["WAL_FAILED"]);
  });

  test("leaves a log that can be read and closed, and gives its lock back", async () => {
    const { disk, log } = await fresh();
    await log.append(put("a"));
    disk.inject({ kind: "write" }, { kind: "error" });
    expect(await outcomes([log.append(put("b"))])).toEqual(["WAL_IO"]);
    expect(await keysIn(log)).toEqual(["a"]);
    await log.close();
    expect(disk.filePaths().filter((path) => path.includes("lock-"))).toEqual([]);
  });

  test("a batch that is being written when another one fails is told apart from it", async () => {
    const { disk, log } = await fresh({ maxBatchRecords: 1 });
    const syncs = holdSyncs(disk);
    disk.inject({ kind: "datasync", nth: 2 }, { kind: "error" });
    const calls = ["a", "b", "c"].map((key) => log.append(put(key)));
    syncs.letGo();
    expect(await outcomes(calls)).toEqual(["ok", "WAL_IO", "WAL_FAILED"]);
  });
});
