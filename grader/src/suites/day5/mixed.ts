import { ANY_SYNC, SimDisk } from "@wal-labs/core/sim";
import { describe, expect } from "vitest";
import { range } from "../day3/check.ts";
import { expectOneLog, record, recordsOn, segmentsOn } from "../day3/segments.ts";
import { underWay } from "../day4/check.ts";
import { Calls } from "./calls.ts";
import { check, codesOf, opened } from "./check.ts";
import { HeldSyncs, watched } from "./watched.ts";

describe("Exercise 5.3: durable and lazy, side by side", () => {
  check(
    "5.3-lazy-needs-no-sync",
    {
      points: 2,
      rationale:
        "Not everything is worth a sync. Whoever says so must not be made to wait for one.",
      hints: [
        "`durable: false`: resolved when it is written. What the log's `sync` says is the default.",
        "A batch in which nobody asks for it is not synced.",
      ],
      needs: ["5.1-one-write-one-sync"],
    },
    async ({ student, random }) => {
      for (const sync of ["always", "manual"] as const) {
        const disk = new SimDisk();
        const log = await opened(student, disk, { sync });
        const traffic = watched(disk);
        const lazy = { durable: false };
        await Promise.all([
          log.append(record(random), lazy),
          log.appendBatch([record(random), record(random)], lazy),
        ]);
        expect(recordsOn(disk).length, "records that are written").toBe(3);
        expect(traffic(), "for lazy appends").toMatchObject({ writes: 1, syncs: 0 });
        await log.append(record(random));
        const expected = sync === "always" ? 1 : 0;
        expect(traffic().syncs, `syncs for an append with sync: "${sync}"`).toBe(expected);
        await log.append(record(random), { durable: true });
        const off = disk.crash({ kind: "power", fates: "old" });
        expect(recordsOn(off).length, "durable records after `durable: true`").toBe(5);
      }
    },
  );

  check(
    "5.3-durable-among-lazy",
    {
      points: 2,
      invariant: "O1",
      rationale:
        "One who waits for the sync is enough: whoever shares the batch cannot change that.",
      hints: [
        "A batch is synced if anyone in it wants it: not if the first does, nor if all do.",
        "Its sync covers all before it in the file, lazy ones as well.",
      ],
      needs: ["5.3-lazy-needs-no-sync"],
    },
    async ({ student, settle, random }) => {
      for (const place of [0, 1, 4]) {
        const disk = new SimDisk();
        const log = await opened(student, disk);
        await log.append(record(random), { durable: false });
        const held = new HeldSyncs(disk);
        let isDone = false;
        const calls = range(0, 4).map((index) =>
          log.append(record(random), { durable: index === place }).then(() => {
            if (index === place) isDone = true;
          }),
        );
        await settle();
        const what = `number ${place + 1} of 5, the only durable one`;
        expect(isDone, `${what}, is resolved before its sync`).toBe(false);
        expect(held.length, "syncs under way").toBe(1);
        held.end();
        await Promise.all(calls);
        const off = disk.crash({ kind: "power", fates: "old" });
        expect(recordsOn(off).length, `durable records after ${what}`).toBeGreaterThan(place + 1);
      }
    },
  );

  check(
    "5.3-survives-crashes",
    {
      points: 2,
      invariant: "O1",
      rationale:
        "Appends, batches and rotations of all kinds, and the power goes: each promise is kept, each " +
        "batch whole.",
      hints: [
        "A durable one promises all before it, the lazy ones too: they are before it in the file.",
        "A batch goes to the log as one of the batches of `appendAll`.",
      ],
      needs: ["5.1-survives-crashes", "5.3-durable-among-lazy", "5.3-batches-stay-together"],
    },
    async ({ student, random, crashes }) => {
      const calls = new Calls(random, [
        { size: 1, lazy: true },
        { size: 3 },
        { size: 1 },
        { size: 0 },
        { size: 2, lazy: true },
        { size: 1, lazy: true },
        { size: 1 },
        { size: 3, lazy: true },
      ]);
      const options = { segmentSize: 64 + 5 * 96 + 48 };
      await crashes({
        randomStates: 1,
        workload: async (disk, journal) => {
          const log = await opened(student, disk, options);
          await calls.run(log, journal);
          await log.close();
        },
        recover: async (restarted, disk, journal) => {
          const log = await opened(restarted, disk, options);
          const found = calls.expectKept(disk, journal);
          expect(await log.lastSequence).toBe(found);
          await log.close();
          return `${found} records`;
        },
      });
    },
  );

  check(
    "5.3-sync-covers-all-before",
    {
      points: 1,
      invariant: "O1",
      rationale: "A sync that overtakes an append promises what is not written yet.",
      hints: [
        "`sync` has its place in the waiting room, like an append, with no records.",
        "It syncs although its own batch may have nothing to write.",
      ],
      needs: ["5.3-lazy-needs-no-sync"],
    },
    async ({ interleavings, student, random }) => {
      await interleavings({
        exhaustiveUpTo: 10,
        runs: 5,
        run: async (start, disk) => {
          const log = await opened(await start(), disk, { sync: "manual", maxBatchRecords: 2 });
          const appends = range(1, 5).map(() => underWay(log.append(record(random))));
          await log.sync();
          const off = disk.crash({ kind: "power", fates: "old" });
          expect(expectOneLog(segmentsOn(off)).length, "records that are durable").toBe(5);
          await Promise.all(appends);
        },
      });
      const disk = new SimDisk();
      const log = await opened(student, disk, { sync: "manual" });
      for (const count of [1, 2]) {
        await log.append(record(random));
        await log.sync();
        const off = disk.crash({ kind: "power", fates: "old" });
        expect(recordsOn(off).length, "records that are durable").toBe(count);
      }
    },
  );

  check(
    "5.3-flush",
    {
      points: 1,
      rationale: "To be written and to be durable are two things, and the second one costs.",
      hints: [
        "`flush` resolves when all that was appended before is written. It does not sync.",
        "Whoever came before it and wants a sync gets it: flush takes nothing away.",
      ],
      needs: ["5.3-lazy-needs-no-sync"],
    },
    async ({ student, settle, random }) => {
      const disk = new SimDisk();
      const log = await opened(student, disk, { sync: "manual", maxBatchRecords: 2 });
      const traffic = watched(disk);
      const appends = range(1, 5).map(() => log.append(record(random)));
      await log.flush();
      expect(recordsOn(disk).length, "records that are written").toBe(5);
      expect(traffic().syncs, "syncs").toBe(0);
      await log.flush();
      await Promise.all(appends);
      const held = new HeldSyncs(disk);
      let isDone = false;
      const durable = log.append(record(random), { durable: true }).then(() => {
        isDone = true;
      });
      const flush = underWay(log.flush());
      await settle();
      expect(isDone, "a durable append before a flush is resolved without its sync").toBe(false);
      held.end();
      await Promise.all([durable, flush]);
    },
  );

  check(
    "5.3-failed-sync-call",
    {
      points: 2,
      invariant: "O7",
      rationale:
        "The second fsync succeeds because the first one has thrown the pages away. It proves nothing.",
      hints: [
        "When `sync` fails, the log has failed: for lazy appends as well, and for the next `sync`.",
        "Do not catch it and try again.",
      ],
      needs: ["5.3-sync-covers-all-before", "5.1-failed-sync-is-final"],
    },
    async ({ student, restart, random }) => {
      for (const mode of ["clean", "revert", "late"] as const) {
        const disk = new SimDisk();
        const log = await opened(student, disk, { sync: "manual" });
        await log.append(record(random));
        await log.sync();
        await log.append(record(random));
        disk.inject({ kind: ANY_SYNC }, { kind: "sync-failure", mode });
        expect(await codesOf([log.sync()]), `a sync that fails, ${mode}`).toEqual(["WAL_IO"]);
        const calls = [log.sync(), log.append(record(random)), log.flush()];
        expect(await codesOf(calls), "what comes behind it").toEqual(Array(3).fill("WAL_FAILED"));
        await codesOf([log.close()]);
        const off = disk.crash({ kind: "power", fates: "old" });
        const again = await opened(await restart(), off);
        expect(await again.lastSequence, "records that are kept").toBeGreaterThanOrEqual(1);
      }
    },
  );
});
