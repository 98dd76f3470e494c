import { SimDisk } from "@wal-labs/core/sim";
import { describe, expect } from "vitest";
import { range } from "../day3/check.ts";
import { expectOneLog, record, recordsOn, segmentsOn } from "../day3/segments.ts";
import { underWay } from "../day4/check.ts";
import { check, opened } from "./check.ts";
import { HeldSyncs, watched } from "./watched.ts";

describe("Exercise 5.1: who waits for what", () => {
  check(
    "5.1-call-order",
    {
      points: 2,
      rationale: "Whoever calls first comes first: in the file, in the sequence, in what resolves.",
      hints: [
        "The waiting room is a queue: in at the end, out at the front.",
        "Even an `await` before it lets another call overtake.",
      ],
      needs: ["5.1-opens-and-continues"],
    },
    async ({ interleavings, random }) => {
      await interleavings({
        exhaustiveUpTo: 15,
        runs: 10,
        run: async (start, disk, journal) => {
          const log = await opened(await start(), disk, { segmentSize: 64 + 3 * 96 + 48 });
          const records = range(1, 8).map(() => record(random));
          const resolved: number[] = [];
          const calls = records.map(async (each, index) => {
            journal.attempt(`append ${index + 1}`);
            const { sequence } = await log.append(each);
            journal.acknowledge(`append ${index + 1}`);
            resolved.push(sequence);
          });
          await Promise.all(calls);
          const found = expectOneLog(segmentsOn(disk));
          expect(found.map(({ key }) => key)).toEqual(records.map(({ key }) => key));
          const what = "the sequences, in the order in which appends resolve";
          expect(resolved, what).toEqual(range(1, 8));
        },
      });
    },
  );

  check(
    "5.1-not-before-the-sync",
    {
      points: 2,
      invariant: "O1",
      rationale: "An append that resolves before its sync is a promise nobody can keep.",
      hints: [
        "Resolve when `appendAll` has resolved: not when the write has, and not by a timer.",
        "All of the batch wait for the same sync.",
      ],
      needs: ["5.1-one-write-one-sync"],
    },
    async ({ student, settle, random }) => {
      const disk = new SimDisk();
      const log = await opened(student, disk);
      const held = new HeldSyncs(disk);
      const done: number[] = [];
      const calls = range(1, 5).map((each) =>
        log.append(record(random)).then(() => void done.push(each)),
      );
      await settle();
      await disk.clock.advance(10_000, settle);
      expect(done, "appends that are resolved while the sync is under way").toEqual([]);
      held.end();
      await Promise.all(calls);
      const off = disk.crash({ kind: "power", fates: "old" });
      expect(recordsOn(off).length, "records that are durable").toBe(5);
    },
  );

  check(
    "5.1-late-ones-share-the-next",
    {
      points: 2,
      rationale:
        "While one sync runs, the next batch gathers by itself: nobody has to wait for it.",
      hints: [
        "Who comes while a batch is on its way waits until it is done; then all go at once.",
        "Never two batches on their way to the disk at the same time.",
      ],
      needs: ["5.1-one-write-one-sync"],
    },
    async ({ student, settle, random }) => {
      const disk = new SimDisk();
      const log = await opened(student, disk);
      const held = new HeldSyncs(disk);
      const traffic = watched(disk);
      const calls: Promise<unknown>[] = [];
      for (let index = 0; index < 6; index++) {
        calls.push(log.append(record(random)), log.append(record(random)));
        await settle();
        expect(held.length, "syncs under way").toBe(1);
      }
      expect(traffic().writes, "writes before the first sync is done").toBe(1);
      held.end();
      await Promise.all(calls);
      const expected = { writes: 2, syncs: 2, bytes: 12 * 96 };
      expect(traffic(), "for 2 who came first and 10 who came meanwhile").toEqual(expected);
    },
  );

  check(
    "5.1-resolved-by-its-own-sync",
    {
      points: 2,
      invariant: "O8",
      rationale: "A sync makes durable what was written before it began, and nothing else.",
      hints: [
        "Take the batch out of the room before you write it. Resolve those, and only those.",
        "Who comes during a sync is written behind it, and waits for the next one.",
      ],
      needs: ["5.1-one-write-one-sync"],
    },
    async ({ student, settle, random }) => {
      const disk = new SimDisk();
      const log = await opened(student, disk);
      const held = new HeldSyncs(disk);
      const done: string[] = [];
      const durable = (): number => recordsOn(disk.crash({ kind: "power", fates: "old" })).length;
      const append = (name: string) => log.append(record(random)).then(() => void done.push(name));
      const calls = [append("early")];
      await settle();
      calls.push(append("late"), append("later"));
      await settle();
      expect(done, "resolved before any sync").toEqual([]);
      held.release();
      await settle();
      expect(done, "resolved by the first sync").toEqual(["early"]);
      expect(durable(), "records that are durable then").toBe(1);
      held.release();
      await Promise.all(calls);
      expect(done, "resolved by the second").toEqual(["early", "late", "later"]);
      expect(durable(), "records that are durable then").toBe(3);
    },
  );

  check(
    "5.1-every-order",
    {
      points: 1,
      rationale:
        "Callers come at any time: also at the moment when the loop looks for the last time.",
      hints: [
        "Between the last look into the room and the end of the loop there must be no `await`.",
        "Each caller either finds the loop running, and it will look again, or starts it.",
      ],
      needs: ["5.1-call-order"],
    },
    async ({ interleavings, random }) => {
      await interleavings({
        exhaustiveUpTo: 10,
        runs: 10,
        run: async (start, disk, journal) => {
          const log = await opened(await start(), disk, { segmentSize: 64 + 5 * 96 + 48 });
          const task = async (name: string, pauses: number): Promise<void> => {
            for (let index = 1; index <= 3; index++) {
              for (let turn = 0; turn < pauses; turn++) await log.lastSequence;
              journal.attempt(`${name} ${index}`);
              await log.append(record(random));
              journal.acknowledge(`${name} ${index}`);
            }
          };
          const tasks = ["one", "two", "three"].map((name, pauses) => task(name, pauses));
          await Promise.all(tasks.map(underWay));
          expect(expectOneLog(segmentsOn(disk)).length).toBe(9);
        },
      });
    },
  );
});
