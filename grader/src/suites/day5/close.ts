import { SimDisk } from "@wal-labs/core/sim";
import { describe, expect } from "vitest";
import { range } from "../day3/check.ts";
import { expectOneLog, record, recordsOn, segmentsOn } from "../day3/segments.ts";
import { underWay } from "../day4/check.ts";
import { check, codesOf, type Day5, opened } from "./check.ts";

describe("Exercise 5.3: close", () => {
  check(
    "5.3-close-drains",
    {
      points: 2,
      rationale: "What was called before close was accepted: it must end, and it must be kept.",
      hints: [
        "Take no more calls, let the loop write all that waits, then close the log.",
        "What waits is not only the next batch: with limits there are several.",
      ],
      needs: ["5.1-call-order"],
    },
    async ({ interleavings, random }) => {
      for (const sync of ["always", "manual"] as const) {
        await interleavings({
          exhaustiveUpTo: 8,
          runs: 5,
          run: async (start, disk) => {
            const log = await opened(await start(), disk, { sync, maxBatchRecords: 2 });
            const first = underWay(log.append(record(random)));
            await log.lastSequence;
            const others = range(2, 6).map(() => underWay(log.append(record(random))));
            await log.close();
            const ends = await codesOf([first, ...others]);
            expect(ends, "how the appends before it end").toEqual(Array(6).fill("done"));
            expect(disk.openHandles, "files left open").toBe(0);
            const off = disk.crash({ kind: "power", fates: "old" });
            expect(expectOneLog(segmentsOn(off)).length, "records that are durable").toBe(6);
          },
        });
      }
    },
  );

  check(
    "5.3-close-waits-for-the-others",
    {
      points: 1,
      rationale: "A call that was made before close was made in time, whatever it still waits for.",
      hints: [
        "`rotate`, `replay` and `setCheckpoint` first wait for appends. Close must not pass them then.",
      ],
      needs: ["5.3-close-drains", "5.3-rotate-in-turn", "5.3-replay-in-turn"],
    },
    async ({ interleavings, random }) => {
      await interleavings({
        exhaustiveUpTo: 2,
        runs: 2,
        run: async (start, disk) => {
          const log = await opened(await start(), disk);
          const calls = [
            log.append(record(random)),
            log.replay(() => undefined),
            log.rotate(),
            log.setCheckpoint({ sequence: 1 }),
            log.flush(),
            log.sync(),
          ];
          const ends = codesOf(calls);
          await log.close();
          expect(await ends, "how the calls before close end").toEqual(Array(6).fill("done"));
          expect(disk.openHandles, "files left open").toBe(0);
        },
      });
    },
  );

  check(
    "5.3-close-twice",
    {
      points: 1,
      rationale: "Two who close must both know when it is done, and whether it went well.",
      hints: ["Keep the promise of the first close, and give it to everyone after."],
      needs: ["5.3-close-drains"],
    },
    async ({ interleavings, random }) => {
      for (const fails of [false, true]) {
        await interleavings({
          run: async (start, disk) => {
            const log = await opened(await start(), disk, { sync: "manual" });
            await log.append(record(random));
            if (fails) disk.inject({ kind: "write" }, { kind: "error" });
            const first = codesOf([log.close()]);
            const second = await codesOf([log.close()]);
            const operations = disk.log.length;
            expect(disk.openHandles, "files open when the second close has ended").toBe(0);
            const ends = [second, await first, await codesOf([log.close()])].flat();
            const expected = fails ? "WAL_IO" : "done";
            expect(ends, "how the three calls of close end").toEqual(Array(3).fill(expected));
            expect(disk.log.length, "calls of the disk by then").toBe(operations);
          },
        });
      }
    },
  );

  check(
    "5.3-closed-is-closed",
    {
      points: 1,
      rationale: "A call that resolves and writes nothing is the worst kind of success.",
      hints: [
        "From the call of `close` on, not from its end: what comes later is `WAL_CLOSED`.",
        "A closed log is not a failed one: `replay` must tell it, too.",
      ],
      needs: ["5.3-close-drains"],
    },
    async ({ interleavings, random }) => {
      await interleavings({
        run: async (start, disk) => {
          const log = await opened(await start(), disk);
          await log.append(record(random));
          const closing = underWay(log.close());
          for (const state of ["while it closes", "when it is closed"]) {
            const calls = {
              append: () => log.append(record(random)),
              "a lazy append": () => log.append(record(random), { durable: false }),
              appendBatch: () => log.appendBatch([record(random)]),
              flush: () => log.flush(),
              sync: () => log.sync(),
              rotate: () => log.rotate(),
              replay: () => log.replay(() => undefined),
              setCheckpoint: () => log.setCheckpoint({ sequence: 1 }),
              clean: () => log.clean(),
            };
            const names = Object.keys(calls);
            const ends = await codesOf(Object.values(calls).map((call) => call()));
            const expected = Object.fromEntries(names.map((name) => [name, "WAL_CLOSED"]));
            const found = Object.fromEntries(names.map((name, index) => [name, ends[index]]));
            expect(found, state).toEqual(expected);
            await closing;
          }
          expect(recordsOn(disk).length, "records on the disk").toBe(1);
        },
      });
    },
  );

  check(
    "5.3-close-fails",
    {
      points: 1,
      rationale: "A log that could not be closed and cannot be opened is worse than one lost file.",
      hints: [
        "The lock is given back whatever happened, and the failure told.",
        "After a failed batch, close has nothing to save; it closes all the same.",
      ],
      needs: ["5.3-close-drains"],
    },
    async ({ student, restart, random }) => {
      for (const fails of ["in close", "before"]) {
        const disk = new SimDisk();
        const log = await opened(student, disk, { sync: "manual" });
        await log.append(record(random));
        disk.inject({ kind: "write" }, { kind: "error" });
        const pending = fails === "before" ? [log.append(record(random))] : [];
        const [end] = await codesOf([log.close(), ...pending]);
        expect(end, `how close ends when a write fails ${fails}`).toBe(
          fails === "before" ? "done" : "WAL_IO",
        );
        expect(disk.openHandles, `files left open when a write fails ${fails}`).toBe(0);
        await expectFree(await restart(), disk);
      }
    },
  );

  check(
    "5.3-await-using",
    {
      points: 1,
      rationale: "`await using` closes a log when its block ends, by an error as well.",
      hints: ["`[Symbol.asyncDispose]` is close."],
      needs: ["5.3-close-drains"],
    },
    async ({ student, restart, random }) => {
      const disk = new SimDisk();
      const log = await opened(student, disk);
      const append = log.append(record(random));
      await log[Symbol.asyncDispose]();
      expect(await append).toMatchObject({ sequence: 1 });
      expect(disk.openHandles, "files left open").toBe(0);
      await expectFree(await restart(), disk);
      expect(await codesOf([log.append(record(random))])).toEqual(["WAL_CLOSED"]);
    },
  );
});

/** Somebody else can open the log, even if all the world is alive. */
async function expectFree(student: Day5, disk: SimDisk): Promise<void> {
  const log = await opened(student, disk, { pid: 4711, isAlive: () => true });
  await log.close();
}
