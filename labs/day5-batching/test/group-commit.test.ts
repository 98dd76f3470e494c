import { GroupCommitLog } from "@wal-labs/batching";
import { ConcurrentLog } from "@wal-labs/concurrency";
import {
  assertNoViolation,
  exploreCrashes,
  exploreInterleavings,
  type Journal,
  SimDisk,
} from "@wal-labs/core/sim";
import { afterEach, describe, expect, test, vi } from "vitest";
import * as shared from "./shared-log.ts";

const { callsOf, DIRECTORY, FRAME_SIZE, fresh, holdSyncs, keysIn, open, outcomes, put } = shared;

const APPENDERS = 10;
const EACH = 100;
const TOO_LARGE = { ...put("k"), value: new Uint8Array(5000) } as const;

/** Ten callers, each of whom awaits each append before the next. */
async function appendAll(log: Pick<ConcurrentLog, "append">, each: number): Promise<void> {
  const appenders = Array.from({ length: APPENDERS }, async (_, appender) => {
    for (let count = 0; count < each; count++) await log.append(put(`${appender}-${count}`));
  });
  await Promise.all(appenders);
}

async function append(log: GroupCommitLog, key: string, journal: Journal): Promise<void> {
  journal.attempt(key);
  await log.append(put(key));
  journal.acknowledge(key);
}

/** All that was promised, and nothing that was not attempted. */
function assertKept(keys: readonly string[], { acknowledged, attempted }: Journal): void {
  expect(keys).toEqual(expect.arrayContaining(acknowledged));
  expect(attempted).toEqual(expect.arrayContaining([...keys]));
}

afterEach(() => vi.useRealTimers());

describe("Exercise 5.1: group commit (src/group-commit.ts, src/waiting-room.ts, chapter 5, Group commit)", () => {
  test("takes 100 appends of each of 10 callers with 100 writes and 100 syncs", async () => {
    const { disk, log } = await fresh();
    const calls = await callsOf(disk, () => appendAll(log, EACH));
    expect(calls.filter((call) => call === "sync")).toHaveLength(EACH);
    expect(calls.filter((call) => call === "write")).toHaveLength(EACH);
    expect(new Set(await keysIn(log)).size).toBe(APPENDERS * EACH);
  });

  test("does at least 5 times as many events as one sync each, and at least 200 a second", async () => {
    const perSecond = async (opening: (fs: SimDisk) => Promise<Pick<ConcurrentLog, "append">>) => {
      const disk = new SimDisk();
      const log = await opening(disk);
      const startMs = disk.clock.now();
      await appendAll(log, 10);
      return (APPENDERS * 10 * 1000) / (disk.clock.now() - startMs);
    };
    const grouped = await perSecond((fs) => GroupCommitLog.open(DIRECTORY, { fs }));
    const single = await perSecond((fs) => ConcurrentLog.open(DIRECTORY, { fs }));
    expect(grouped).toBeGreaterThanOrEqual(200);
    expect(grouped / single).toBeGreaterThanOrEqual(5);
  });

  test("writes all who come while the disk is busy together, in the order of their calls", async () => {
    const { disk, log } = await fresh();
    const syncs = holdSyncs(disk);
    const first = log.append(put("a"));
    await shared.settle();
    const others = ["b", "c", "d"].map((key) => log.append(put(key)));
    await shared.settle();
    const calls = await callsOf(disk, async () => {
      syncs.letGo();
      await Promise.all([first, ...others]);
    });
    expect(calls).toEqual(["sync", "write", "sync"]);
    expect(await keysIn(log)).toEqual(["a", "b", "c", "d"]);
  });

  test("keeps nobody waiting while the disk is idle", async () => {
    vi.useFakeTimers();
    const { disk, log } = await fresh();
    expect(await callsOf(disk, () => log.append(put("a")))).toEqual(["write", "sync"]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("lets those in who append again as soon as they are told", async () => {
    const { disk, log } = await fresh();
    const twice = async (key: string) => {
      await log.append(put(`${key}-1`));
      await log.append(put(`${key}-2`));
    };
    const work = () => Promise.all(["a", "b", "c"].map(twice));
    expect(await callsOf(disk, work)).toEqual(["write", "sync", "write", "sync"]);
  });

  test("tells each caller where its record lies", async () => {
    const { log } = await fresh();
    const positions = await Promise.all(["a", "b"].map((key) => log.append(put(key))));
    const [segment, size] = ["0000000000000001.wal", FRAME_SIZE];
    expect(positions).toEqual([
      { segment, sequence: 1, offset: 64, size },
      { segment, sequence: 2, offset: 64 + size, size },
    ]);
  });

  test("rejects what cannot be logged for its own caller alone", async () => {
    const { log } = await fresh({ maxRecordSize: 4096 });
    const calls = [put("a"), TOO_LARGE, put("b")].map((record) => log.append(record));
    expect(await outcomes(calls)).toEqual(["ok", "WAL_TOO_LARGE", "ok"]);
    expect(await keysIn(log)).toEqual(["a", "b"]);
  });

  test("resolves nobody by a sync that began before the write (O8)", async () => {
    const { disk, log } = await fresh();
    const syncs = holdSyncs(disk);
    const calls = [log.append(put("a"))];
    await shared.settle();
    calls.push(log.append(put("b")));
    syncs.letGo();
    await calls[1];
    expect(await shared.keysAfterCrash(disk)).toEqual(["a", "b"]);
  });

  test("fails for all when the sync fails, and for all who come later (O7)", async () => {
    const { disk, log } = await fresh();
    disk.inject({ kind: "datasync" }, { kind: "error" });
    const together = ["a", "b"].map((key) => log.append(put(key)));
    expect(await outcomes(together)).toEqual(["WAL_IO", "WAL_IO"]);
    expect(await outcomes([log.append(put("c")), log.sync()])).toEqual([
      "WAL_FAILED",
      "WAL_FAILED",
    ]);
  });

  test("has failed for those who wait behind the sync that fails", async () => {
    const { disk, log } = await fresh();
    const syncs = holdSyncs(disk);
    disk.inject({ kind: "datasync" }, { kind: "error" });
    const calls = [log.append(put("a"))];
    await shared.settle();
    calls.push(log.append(put("b")));
    syncs.letGo();
    expect(await outcomes(calls)).toEqual(["WAL_IO", "WAL_FAILED"]);
  });

  test("keeps what it promised, whenever the power fails (O1)", async () => {
    const workload = async (disk: SimDisk, journal: Journal) => {
      const log = await open(disk, { segmentSize: 400 });
      const appender = async (name: string) => {
        for (const count of [1, 2, 3]) await append(log, `${name}${count}`, journal);
      };
      await Promise.all(["a", "b", "c"].map(appender));
    };
    const recover = async (disk: SimDisk, journal: Journal) => {
      await using log = await open(disk);
      assertKept(await keysIn(log), journal);
    };
    const concurrency = 8;
    const kinds = ["power"] as const;
    assertNoViolation(await exploreCrashes({ workload, recover, kinds, concurrency }));
  });

  test("is sound in every order of its disk operations, and never stands still", async () => {
    const run = async (disk: SimDisk, journal: Journal) => {
      const log = await open(disk);
      const appends = ["a", "b"].map((key) => append(log, key, journal));
      const lazy = log.append(put("c"), { durable: false });
      const others = [log.rotate(), log.appendBatch([put("d")]), keysIn(log), log.sync()];
      await Promise.all([...appends, lazy, ...others, log.close()]);
      await using again = await open(disk);
      expect(await keysIn(again)).toEqual(["a", "b", "c", "d"]);
    };
    const report = await exploreInterleavings({ run, exhaustiveUpTo: 20, runs: 20 });
    expect(report.violation?.message).toBeUndefined();
  });

  test("is the directory's only writer, and answers after its end", async () => {
    const { disk, log } = await fresh();
    await log.append(put("a"));
    const second = GroupCommitLog.open(DIRECTORY, { fs: disk });
    expect(await outcomes([second])).toEqual(["WAL_LOCKED"]);
    await log.close();
    const { lastSequence, segments, checkpoint } = log;
    expect([lastSequence, segments.length, checkpoint.sequence]).toEqual([1, 1, 0]);
  });
});
