import { SimDisk } from "@wal-labs/core/sim";
import { describe, expect } from "vitest";
import { check, type Day3, opened } from "./check.ts";
import { record, segmentsOn } from "./segments.ts";

const MINUTE_MS = 60_000;

describe("Exercise 3.8: the cleaner", () => {
  check(
    "3.8-cleaner-interval",
    {
      points: 2,
      rationale:
        "A cleaning that takes long must not meet the next one, and then the one after it.",
      hints: [
        "The time counts from the end of one cleaning to the start of the next.",
        "`setInterval` knows nothing of that. Wait, clean, wait, clean.",
      ],
    },
    async ({ student }) => {
      const { clock, drain } = await time(student);
      const [starts, ends]: [number[], number[]] = [[], []];
      const clean = () =>
        new Promise<string[]>((resolve) => {
          starts.push(clock.now());
          clock.setTimeout(() => {
            ends.push(clock.now());
            resolve([]);
          }, MINUTE_MS / 2);
        });
      const controller = new AbortController();
      const options = { intervalMs: MINUTE_MS, signal: controller.signal };
      const running = student.runCleaner({ clean }, options);
      await Promise.race([drain(), running]);
      for (let step = 0; step < 40; step++) await clock.advance(MINUTE_MS / 4, drain);
      expect(starts.length, "cleanings in ten minutes").toBeGreaterThanOrEqual(6);
      for (const [index, end] of ends.entries()) {
        const next = starts[index + 1] ?? Number.POSITIVE_INFINITY;
        expect(next - end, "time from one to the next").toBeGreaterThanOrEqual(MINUTE_MS);
      }
      controller.abort();
      await clock.advance(MINUTE_MS, drain);
      await running;
      expect(clock.pendingTimers, "timers left").toBe(0);
    },
  );

  check(
    "3.8-cleaner-ends",
    {
      points: 2,
      rationale: "A program that stops waits for its cleaner. It must not wait for an interval.",
      hints: [
        "On abort, clear the timer and resolve at once.",
        "A cleaning that is under way is waited for; no other one is begun.",
      ],
      needs: ["3.8-cleaner-interval"],
    },
    async ({ student }) => {
      const { clock, drain } = await time(student);
      const idle = new AbortController();
      const clean = async () => [];
      const waiting = student.runCleaner({ clean }, { intervalMs: MINUTE_MS, signal: idle.signal });
      await drain();
      idle.abort();
      await waiting;
      expect(clock.pendingTimers, "timers left").toBe(0);

      const busy = new AbortController();
      const events: string[] = [];
      let finish = () => {};
      const slow = () => {
        events.push("clean");
        return new Promise<string[]>((resolve) => {
          finish = () => resolve([]);
        });
      };
      const options = { intervalMs: MINUTE_MS, signal: busy.signal };
      const running = student.runCleaner({ clean: slow }, options);
      const ended = running.then(() => events.push("ended"));
      await drain();
      await clock.advance(MINUTE_MS, drain);
      busy.abort();
      await drain();
      expect(events, "while a cleaning is under way").toEqual(["clean"]);
      finish();
      await ended;
      await clock.advance(3 * MINUTE_MS, drain);
      expect(events).toEqual(["clean", "ended"]);
      expect(clock.pendingTimers, "timers left").toBe(0);
    },
  );

  check(
    "3.8-cleaner-fails",
    {
      points: 1,
      rationale: "A cleaner that fails in silence is noticed when the disk is full.",
      hints: ["What cleaning throws, the cleaner throws, and it goes no further."],
      needs: ["3.8-cleaner-interval", "3.8-boundary"],
    },
    async ({ student, random }) => {
      const { clock, drain, disk } = await time(student);
      const log = await opened(student, disk);
      for (let index = 0; index < 5; index++) await log.append(record(random));
      await log.setCheckpoint({ sequence: 4 });
      const controller = new AbortController();
      const options = { intervalMs: MINUTE_MS, signal: controller.signal };
      const running = student.runCleaner(log, options);
      const ended = Promise.allSettled([running]);
      await drain();
      await clock.advance(2 * MINUTE_MS, drain);
      expect(segmentsOn(disk).length, "segments left").toBe(1);
      await log.setCheckpoint({ sequence: 5 });
      await log.close();
      await clock.advance(2 * MINUTE_MS, drain);
      controller.abort();
      expect(await ended).toMatchObject([{ status: "rejected", reason: { code: "WAL_CLOSED" } }]);
      expect(clock.pendingTimers, "timers left").toBe(0);
    },
  );
});

/** A disk whose clock the submission lives by, and what lets it do all that it can before time goes on. */
async function time(student: Day3) {
  const disk = new SimDisk();
  await disk.mkdir("/elsewhere");
  await student.survey(disk, "/elsewhere");
  const drain = async () => {
    for (let round = 0; round < 40; round++) await student.segmentName(1);
  };
  return { disk, clock: disk.clock, drain };
}
