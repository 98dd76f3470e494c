import { SimDisk } from "@wal-labs/core/sim";
import { describe, expect } from "vitest";
import { range } from "../day3/check.ts";
import { record, recordsOn } from "../day3/segments.ts";
import { gate, underWay } from "../day4/check.ts";
import { check, codesOf, type Day5, opened, watch } from "./check.ts";

describe("Exercise 5.4: a sync in the background", () => {
  check(
    "5.4-interval",
    {
      points: 2,
      rationale:
        "What may be lost is what was appended since the last sync: the interval bounds it.",
      hints: [
        "Wait for the interval, sync, and again. One timer at a time.",
        "The time runs from the end of one sync: a slow one is not overtaken by the next.",
      ],
    },
    async ({ student, settle }) => {
      const { clock, log, times, slow } = await watchedLog(student);
      const controller = new AbortController();
      const running = underWay(
        student.runBackgroundSync(log, { intervalMs: 50, signal: controller.signal }),
      );
      await settle();
      const startMs = clock.now();
      await clock.advance(175, settle);
      const sinceStart = () => times.map((ms) => Math.round(ms - startMs));
      expect(sinceStart(), "when it syncs, in milliseconds").toEqual([50, 100, 150]);
      const sync = slow();
      await clock.advance(160, settle);
      expect(sinceStart(), "while the fourth takes its time").toEqual([50, 100, 150, 200]);
      sync.open();
      await settle();
      expect(times.length, "syncs when the slow one has just ended").toBe(4);
      await clock.advance(60, settle);
      expect(sinceStart().at(-1), "the next one, 50 ms after the end of it").toBe(385);
      controller.abort();
      await running;
    },
  );

  check(
    "5.4-last-sync",
    {
      points: 2,
      rationale:
        "Who stops it wants to leave. What was appended until then must not be left behind.",
      hints: [
        "An abort ends the waiting at once: clear the timer, sync once more, resolve.",
        "When the abort comes during a sync, something may have been appended since it began.",
      ],
      needs: ["5.4-interval"],
    },
    async ({ student, settle }) => {
      const { clock, log, times, slow } = await watchedLog(student);
      const between = new AbortController();
      const first = student.runBackgroundSync(log, { intervalMs: 60, signal: between.signal });
      await settle();
      await clock.advance(20, settle);
      between.abort();
      await expectOver(first, settle, "an abort while it waits");
      expect(times.length, "syncs when it is aborted while it waits").toBe(1);
      expect(clock.pendingTimers, "timers").toBe(0);
      const during = new AbortController();
      const second = underWay(
        student.runBackgroundSync(log, { intervalMs: 60, signal: during.signal }),
      );
      await settle();
      const sync = slow();
      await clock.advance(61, settle);
      during.abort();
      await settle();
      expect(times.length, "syncs that have begun").toBe(2);
      sync.open();
      await expectOver(second, settle, "an abort during a sync");
      expect(times.length, "syncs when it is aborted during one").toBe(3);
      await settle();
      expect(clock.pendingTimers, "timers").toBe(0);
      await clock.advance(200, settle);
      expect(times.length, "syncs when it has ended").toBe(3);
    },
  );

  check(
    "5.4-aborted-before",
    {
      points: 1,
      rationale: "A signal that is aborted already never tells so again.",
      hints: ["Look at `signal.aborted` before you wait for the event."],
      needs: ["5.4-interval"],
    },
    async ({ student, settle }) => {
      const { clock, log, times } = await watchedLog(student);
      const controller = new AbortController();
      const { signal } = controller;
      // A first run, so that the submission has heard of the abort before the second.
      const first = student.runBackgroundSync(log, { intervalMs: 70, signal });
      await settle();
      controller.abort();
      await expectOver(first, settle, "an abort");
      const [count, startMs] = [times.length, clock.now()];
      const second = student.runBackgroundSync(log, { intervalMs: 70, signal });
      await expectOver(second, settle, "an abort before it began");
      expect(times.length - count, "syncs").toBe(1);
      expect(clock.now() - startMs, "milliseconds that it waited").toBe(0);
      await settle();
      expect(clock.pendingTimers, "timers").toBe(0);
    },
  );

  check(
    "5.4-failure-ends-it",
    {
      points: 1,
      invariant: "O7",
      rationale: "A failure that nobody hears of is a log that has stopped being durable.",
      hints: ["Do not catch it: the promise rejects with it, and no further sync is tried."],
      needs: ["5.4-interval"],
    },
    async ({ student, settle }) => {
      const { clock, log, times } = await watchedLog(student, 2);
      const controller = new AbortController();
      const { signal } = controller;
      const end = codesOf([student.runBackgroundSync(log, { intervalMs: 30, signal })]);
      await settle();
      await clock.advance(75, settle);
      await expectOver(end, settle, "a failure");
      expect(await end, "how it ends").toEqual(["WAL_IO"]);
      expect(clock.pendingTimers, "timers").toBe(0);
      controller.abort();
      await settle();
      await clock.advance(200, settle);
      expect(times.length, "syncs, of which the second has failed").toBe(2);
    },
  );

  check(
    "5.4-survives-crashes",
    {
      points: 2,
      invariant: "O1",
      rationale: "After each sync all that was appended before it is durable; after the last, all.",
      hints: ["It is the log's own `sync`: with a lazy log, nobody else syncs."],
      needs: ["5.4-last-sync", "5.3-sync-covers-all-before"],
    },
    async ({ student, settle, random }) => {
      const disk = new SimDisk();
      const log = await opened(student, disk, { sync: "manual" });
      const durable = () => recordsOn(disk.crash({ kind: "power", fates: "old" })).length;
      const controller = new AbortController();
      const { signal } = controller;
      const running = underWay(student.runBackgroundSync(log, { intervalMs: 100, signal }));
      await settle();
      for (const round of range(1, 3)) {
        await Promise.all(range(1, 4).map(() => log.append(record(random))));
        expect(durable(), "records that are durable before the sync").toBe(4 * (round - 1));
        await disk.clock.advance(101, settle);
        expect(durable(), "records that are durable after it").toBe(4 * round);
      }
      await log.append(record(random));
      controller.abort();
      await running;
      expect(durable(), "records that are durable when it has ended").toBe(13);
      expect(disk.clock.pendingTimers, "timers").toBe(0);
    },
  );
});

async function expectOver(
  call: Promise<unknown>,
  settle: () => Promise<void>,
  cause: string,
): Promise<void> {
  const watched = watch(call);
  await settle();
  expect(watched.isOver, `${cause} ends it at once`).toBe(true);
  await call;
}

/** A log that only tells when it is synced, in the time of a disk's clock. */
async function watchedLog(student: Day5, failsAt = 0) {
  const disk = new SimDisk();
  await opened(student, disk);
  const { clock } = disk;
  const times: number[] = [];
  let until = Promise.resolve();
  const sync = async (): Promise<void> => {
    times.push(clock.now());
    if (times.length === failsAt) throw Object.assign(new Error("No disk."), { code: "WAL_IO" });
    await until;
  };
  /** Lets the next syncs take until the gate is opened. */
  const slow = () => {
    const opening = gate();
    until = opening.opened;
    return opening;
  };
  return { clock, log: { sync }, times, slow };
}
