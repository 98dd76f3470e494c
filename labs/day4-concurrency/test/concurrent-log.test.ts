import { ConcurrentLog } from "@wal-labs/concurrency";
import type { Journal, SimDisk } from "@wal-labs/core/sim";
import { assertNoViolation, exploreCrashes, exploreInterleavings } from "@wal-labs/core/sim";
import { describe, expect, test } from "vitest";
import * as forge from "./forge.ts";

const { bytes, codeOf, DIRECTORY, emptyDisk, flagsOn, keysIn, open, put } = forge;

const TOO_LARGE = { type: "put", key: bytes("k"), value: new Uint8Array(5000) } as const;

async function append(log: ConcurrentLog, key: string, journal: Journal): Promise<void> {
  journal.attempt(key);
  await log.append(put(key));
  journal.acknowledge(key);
}

/** Everything at once: appends, a batch, a rotation, a replay, and the end. */
async function everythingAtOnce(disk: SimDisk, journal: Journal): Promise<void> {
  const log = await open(disk);
  const appends = ["a", "b"].map((key) => append(log, key, journal));
  const others = [log.rotate(), log.appendBatch([put("c"), put("d")]), keysIn(log), log.sync()];
  await Promise.all([...appends, ...others, log.close()]);
  await using again = await open(disk);
  expect(await keysIn(again)).toEqual(["a", "b", "c", "d"]);
}

describe("Exercise 4.2: a concurrent log (src/concurrent-log.ts, chapter 4, A concurrent log)", () => {
  test("takes 100 appends of each of 10 tasks: 1,000 records, no gap, each task's in order", async () => {
    await using log = await open(await emptyDisk());
    const tasks = Array.from({ length: 10 }, async (_, task) => {
      for (let count = 0; count < 100; count++) await log.append(put(`${task}-${count}`));
    });
    await Promise.all(tasks);
    const keys = await keysIn(log);
    expect([keys.length, log.lastSequence]).toEqual([1000, 1000]);
    for (let task = 0; task < 10; task++) {
      const own = keys.filter((key) => key.startsWith(`${task}-`));
      expect(own).toEqual(Array.from({ length: 100 }, (_, count) => `${task}-${count}`));
    }
  });

  test("gives sequences in the order of the calls", async () => {
    await using log = await open(await emptyDisk());
    const positions = await Promise.all(["a", "b", "c"].map((key) => log.append(put(key))));
    expect(positions.map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
    expect(await keysIn(log)).toEqual(["a", "b", "c"]);
  });

  test("is sound in every order of its disk operations, and never stands still", async () => {
    const report = await exploreInterleavings({
      run: everythingAtOnce,
      exhaustiveUpTo: 50,
      runs: 50,
    });
    expect(report.violation?.message).toBeUndefined();
  }, 30_000);

  test("rejects what cannot be logged for its own caller alone", async () => {
    await using log = await open(await emptyDisk(), { maxRecordSize: 4096 });
    const [first, refused, last] = [put("a"), TOO_LARGE, put("b")].map((it) => log.append(it));
    expect(await codeOf(() => refused)).toBe("WAL_TOO_LARGE");
    expect([(await first)?.sequence, (await last)?.sequence]).toEqual([1, 2]);
  });

  test("has failed for all who wait behind a failed sync (O7)", async () => {
    const disk = await emptyDisk();
    await using log = await open(disk);
    disk.inject({ kind: "datasync" }, { kind: "error" });
    const appends = ["a", "b", "c"].map((key) => codeOf(() => log.append(put(key))));
    expect(await Promise.all(appends)).toEqual(["WAL_IO", "WAL_FAILED", "WAL_FAILED"]);
  });

  test("catches no append between two segments", async () => {
    await using log = await open(await emptyDisk());
    const appends = ["a", "b", "c"].flatMap((key) => [log.append(put(key)), log.rotate()]);
    await Promise.all(appends);
    expect(log.segments.map(({ firstSequence }) => firstSequence)).toEqual([1, 2, 3, 4]);
    expect(await keysIn(log)).toEqual(["a", "b", "c"]);
  });

  test("lets nobody's records in between those of a batch", async () => {
    await using log = await open(await emptyDisk());
    const batch = log.appendBatch(["b1", "b2", "b3"].map(put));
    await Promise.all([log.append(put("a")), batch, log.append(put("c"))]);
    expect(await keysIn(log)).toEqual(["b1", "b2", "b3", "a", "c"]);
    expect((await batch).map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
  });

  test("takes several batches in one turn, and tells what became of each", async () => {
    await using log = await open(await emptyDisk(), { maxRecordSize: 4096 });
    const all = log.appendAll([[put("a"), put("b")], [TOO_LARGE], [put("c")]]);
    await log.append(put("d"));
    const statuses = (await all).map(({ status }) => status);
    expect(statuses).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(await keysIn(log)).toEqual(["a", "b", "c", "d"]);
  });

  test("writes nothing of a batch in which one record cannot be logged", async () => {
    await using log = await open(await emptyDisk(), { maxRecordSize: 4096 });
    expect(await codeOf(() => log.appendBatch([put("a"), TOO_LARGE]))).toBe("WAL_TOO_LARGE");
    expect(await log.append(put("b"))).toMatchObject({ sequence: 1 });
  });

  test("keeps a batch whole or not at all, whenever it crashes", async () => {
    const workload = async (disk: SimDisk) => {
      await using log = await open(disk);
      await log.appendBatch(["a", "b"].map(put));
    };
    const recover = async (disk: SimDisk) => {
      await using log = await open(disk);
      expect(["", "ab"]).toContain((await keysIn(log)).join(""));
    };
    assertNoViolation(await exploreCrashes({ workload, recover }));
  }, 30_000);

  test("replays the records whose appends were called before, and no others", async () => {
    await using log = await open(await emptyDisk());
    const before = log.append(put("a"));
    const keys = keysIn(log);
    await Promise.all([before, log.append(put("b"))]);
    expect(await keys).toEqual(["a"]);
  });

  test("closes when the calls that were made are done, and takes no more", async () => {
    const disk = await emptyDisk();
    const log = await open(disk);
    const appends = ["a", "b"].map((key) => log.append(put(key)));
    const closing = log.close();
    expect(await codeOf(() => log.append(put("c")))).toBe("WAL_CLOSED");
    expect(log.close()).toBe(closing);
    await Promise.all([...appends, closing]);
    expect([disk.openHandles, log.lastSequence, log.segments.length]).toEqual([0, 2, 1]);
    await using again = await open(disk);
    expect(await keysIn(again)).toEqual(["a", "b"]);
  });

  test("gives its lock back when it is closed, also when closing fails", async () => {
    const disk = await emptyDisk();
    const log = await ConcurrentLog.open(DIRECTORY, { fs: disk });
    expect(flagsOn(disk)).toHaveLength(1);
    disk.inject({ kind: "datasync" }, { kind: "error" });
    expect(await codeOf(() => log.close())).toBe("WAL_IO");
    expect([flagsOn(disk), disk.openHandles]).toEqual([[], 0]);
  });

  test("refuses a directory that is open, and gives way without touching the log", async () => {
    const disk = await emptyDisk();
    await using log = await ConcurrentLog.open(DIRECTORY, { fs: disk });
    expect(await codeOf(() => ConcurrentLog.open(DIRECTORY, { fs: disk }))).toBe("WAL_LOCKED");
    expect(await log.append(put("a"))).toMatchObject({ sequence: 1 });
  });

  test("leaves no lock on a log that it cannot open", async () => {
    const disk = await emptyDisk();
    disk.writeFile(`${DIRECTORY}/0000000000000001.wal`, bytes("of another program"));
    expect(await codeOf(() => open(disk))).toBe("WAL_UNSUPPORTED");
    expect(flagsOn(disk)).toEqual([]);
  });

  test("keeps the lock as long as its cleaning runs", async () => {
    const run = async (disk: SimDisk) => {
      const log = await open(disk);
      await log.append(put("a"));
      await log.rotate();
      await log.setCheckpoint({ sequence: 1 });
      const [removed] = await Promise.all([log.clean(), log.close()]);
      const lastUnlink = disk.log.findLast(({ operation: { kind } }) => kind === "unlink");
      expect(removed).toHaveLength(1);
      expect(lastUnlink?.operation.path).toContain("lock-");
    };
    const { violation } = await exploreInterleavings({ run, exhaustiveUpTo: 20, runs: 20 });
    expect(violation?.message).toBeUndefined();
  }, 30_000);
});
