import { ANY_SYNC, type FaultEffect, type FaultTarget, SimDisk } from "@wal-labs/core/sim";
import { describe, expect } from "vitest";
import { range } from "../day3/check.ts";
import { expectOneLog, record, recordsOn, segmentsOn } from "../day3/segments.ts";
import { Calls } from "./calls.ts";
import { check, codesOf, type Log, opened } from "./check.ts";
import { HeldSyncs } from "./watched.ts";

/** Ways in which a batch can fail on its way to the disk. */
const FAILURES: readonly (readonly [FaultTarget, FaultEffect])[] = [
  [{ kind: "write" }, { kind: "error" }],
  [{ kind: "write" }, { kind: "error", afterBytes: 130, code: "ENOSPC" }],
  [{ kind: ANY_SYNC }, { kind: "sync-failure", mode: "clean" }],
  [{ kind: ANY_SYNC }, { kind: "sync-failure", mode: "revert" }],
  [{ kind: ANY_SYNC }, { kind: "sync-failure", mode: "late" }],
];
const MODES = ["clean", "revert", "late"] as const;

describe("Exercise 5.1: when it fails, and when the power goes", () => {
  check(
    "5.1-survives-crashes",
    {
      points: 4,
      invariant: "O1",
      rationale: "Whatever was promised to anyone is there, and all before it as well.",
      hints: [
        "An append resolves when its batch is durable: not when it has joined a batch.",
        "What is found after a crash is the first part of what was called, in the order of the calls.",
      ],
      needs: ["5.1-call-order", "5.1-not-before-the-sync"],
    },
    async ({ student, random, crashes }) => {
      const calls = new Calls(random, Array(7).fill({ size: 1 }));
      const more = record(random);
      const options = { segmentSize: 64 + 5 * 96 + 48 };
      await crashes({
        randomStates: 1,
        steps: calls.steps,
        workload: async (disk, journal, steps) => {
          const log = await opened(student, disk, options);
          await calls.run(log, journal, steps.slice(0, 1));
          await calls.run(log, journal, steps.slice(1));
        },
        recover: async (restarted, disk, journal) => {
          const log = await opened(restarted, disk, options);
          const found = calls.expectKept(disk, journal);
          expect(await log.append(more)).toMatchObject({ sequence: found + 1 });
          await log.close();
          expect(disk.openHandles, "files left open").toBe(0);
          return `${found} records`;
        },
      });
    },
  );

  check(
    "5.1-failed-for-all",
    {
      points: 4,
      invariant: "O7",
      rationale:
        "They shared the write and the sync, so they share the failure: leader and followers.",
      hints: [
        "Reject every caller of the batch, not only the first, with what `appendAll` throws.",
        "Those who wait behind it, and all who come later, must be told as well. Nobody hangs.",
        "Do not try again, and do not put the batch back.",
      ],
      needs: ["5.1-failed-never-hangs"],
    },
    async ({ student, settle, random }) => {
      for (const [target, effect] of FAILURES) {
        const disk = new SimDisk();
        const log = await opened(student, disk);
        await log.append(record(random));
        disk.inject(target, effect);
        const held = new HeldSyncs(disk);
        const batch = codesOf(range(1, 3).map(() => log.append(record(random))));
        const waiting = codesOf([log.append(record(random)), log.append(record(random))]);
        await settle();
        const behind = codesOf([log.append(record(random))]);
        await settle();
        held.end();
        const what = `when a ${[target.kind].flat()[0]} fails: ${JSON.stringify(effect)}`;
        expect((await batch).concat(await waiting), what).toEqual(Array(5).fill("WAL_IO"));
        expect(["WAL_IO", "WAL_FAILED"], `one behind, ${what}`).toContain((await behind)[0]);
        await expectFailed(log, random);
        await log.close();
        expect(disk.openHandles, "files left open").toBe(0);
      }
    },
  );

  check(
    "5.1-failed-never-hangs",
    {
      points: 1,
      invariant: "O7",
      rationale: "A caller who is never told waits for ever, and so does whoever waits for them.",
      hints: [
        "The loop goes on after a failure: those who wait get their answer from the failed log.",
        "A flag that says that the loop runs must be taken back on each way out of it.",
      ],
      needs: ["5.1-late-ones-share-the-next"],
    },
    async ({ interleavings, random }) => {
      for (const [target, effect] of FAILURES.slice(1, 3)) {
        await interleavings({
          exhaustiveUpTo: 3,
          runs: 3,
          run: async (start, disk, journal) => {
            const log = await opened(await start(), disk);
            disk.inject({ ...target, nth: 2 }, effect);
            const task = async (name: string): Promise<void> => {
              for (let index = 1; index <= 4; index++) {
                journal.attempt(`${name} ${index}`);
                await log.append(record(random)).catch(() => undefined);
                journal.acknowledge(`${name} ${index}`);
              }
            };
            await Promise.all(["one", "two", "three"].map(task));
            await log.close();
            expect(disk.openHandles, "files left open").toBe(0);
          },
        });
      }
    },
  );

  check(
    "5.1-failed-sync-is-final",
    {
      points: 2,
      invariant: "O7",
      rationale:
        "After a sync that failed, the pages may count as clean. The next sync succeeds, and the data is gone.",
      hints: [
        "Never sync again on a log whose sync has failed: reopen it, and see what is there.",
        "It failed for everyone in the batch. Nobody of them, and nobody after, may be resolved.",
        "A sync that failed late has made all durable. You cannot know: it failed.",
      ],
      needs: ["5.1-survives-crashes"],
    },
    async ({ student, random, crashes }) => {
      for (const mode of MODES) {
        const calls = new Calls(random, Array(6).fill({ size: 1 }));
        await crashes({
          kinds: ["power"],
          randomStates: 0,
          workload: async (disk, journal) => {
            const log = await opened(student, disk);
            await calls.run(log, journal, calls.steps.slice(0, 1));
            disk.inject({ kind: ANY_SYNC }, { kind: "sync-failure", mode });
            await calls.run(log, journal, calls.steps.slice(1, 4));
            await calls.run(log, journal, calls.steps.slice(4));
            await log.close().catch(() => undefined);
          },
          recover: async (restarted, disk, journal) => {
            await opened(restarted, disk);
            return `${calls.expectKept(disk, journal)} records`;
          },
        });
      }
    },
  );

  check(
    "5.1-rejected-stays-away",
    {
      points: 1,
      rationale:
        "A caller who was told that an append failed will try again. Kept and tried by you as well, it is there twice.",
      hints: ["Nothing of a call that has ended stays in the waiting room."],
      needs: ["5.1-failed-for-all", "5.1-refused-alone"],
    },
    async ({ student, random }) => {
      const disk = new SimDisk();
      const log = await opened(student, disk);
      const [first, refused, last] = [record(random), record(random), record(random)];
      await log.append(first);
      disk.inject({ kind: "write" }, { kind: "error" });
      const ends = await codesOf([log.append(refused), log.append(refused)]);
      expect(ends).toEqual(["WAL_IO", "WAL_IO"]);
      await codesOf([log.append(refused), log.sync()]);
      await log.close();
      expect(recordsOn(disk).length, "records on the disk").toBe(1);
      const again = await opened(student, disk);
      await again.append(last);
      const keys = expectOneLog(segmentsOn(disk)).map(({ key }) => key);
      expect(keys).toEqual([first, last].map(({ key }) => key));
    },
  );

  check(
    "5.1-failed-can-be-read",
    {
      points: 1,
      invariant: "O7",
      rationale: "A log that has failed is where one looks for what is left.",
      hints: ["`replay` of a failed log gives what its files hold. `close` closes it."],
      needs: ["5.1-failed-for-all"],
    },
    async ({ student, restart, random }) => {
      const disk = new SimDisk();
      const log = await opened(student, disk);
      await Promise.all(range(1, 4).map(() => log.append(record(random))));
      disk.inject({ kind: "write" }, { kind: "error" });
      expect(await codesOf([log.append(record(random))])).toEqual(["WAL_IO"]);
      const seen: number[] = [];
      await log.replay(({ sequence }) => void seen.push(sequence));
      expect(seen, "the sequences that are replayed").toEqual(range(1, 4));
      await log.close();
      const again = await opened(await restart(), disk);
      expect(await again.append(record(random))).toMatchObject({ sequence: 5 });
    },
  );
});

async function expectFailed(log: Log, random: Parameters<typeof record>[0]): Promise<void> {
  const calls = {
    append: () => log.append(record(random)),
    "a lazy append": () => log.append(record(random), { durable: false }),
    appendBatch: () => log.appendBatch([record(random)]),
    sync: () => log.sync(),
    flush: () => log.flush(),
    rotate: () => log.rotate(),
    setCheckpoint: () => log.setCheckpoint({ sequence: 1 }),
    clean: () => log.clean(),
  };
  for (const [name, call] of Object.entries(calls)) {
    expect(await codesOf([call()]), `${name} of a failed log`).toEqual(["WAL_FAILED"]);
  }
}
