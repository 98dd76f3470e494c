import { SimDisk, VirtualClock } from "@wal-labs/core/sim";
import { describe, expect } from "vitest";
import { range } from "../day3/check.ts";
import { record, recordsOn } from "../day3/segments.ts";
import { underWay } from "../day4/check.ts";
import { check, type Log, opened, watch } from "./check.ts";
import { HeldSyncs, watched } from "./watched.ts";

describe("Exercise 5.2: waiting for company", () => {
  check(
    "5.2-delay",
    {
      points: 2,
      rationale:
        "Where syncs are dear and callers few, some milliseconds of patience halve the cost.",
      hints: [
        "With `maxDelayMs`, a batch that is not full waits that long, and no longer: one timer.",
        "The first one who waits starts the time. Who comes later does not start it anew.",
      ],
      needs: ["5.1-nobody-waits-when-idle"],
    },
    async ({ student, settle, random }) => {
      const disk = new SimDisk();
      const log = await opened(student, disk, { maxDelayMs: 40 });
      for (let round = 0; round < 2; round++) {
        const traffic = watched(disk);
        const calls: Promise<unknown>[] = [];
        for (let waitedMs = 0; waitedMs < 39; waitedMs += 13) {
          calls.push(log.append(record(random)));
          await settle();
          expect(traffic().writes, `writes after ${waitedMs} ms of 40`).toBe(0);
          await disk.clock.advance(13, settle);
        }
        expect(traffic().writes, "writes after 39 ms of 40").toBe(0);
        await disk.clock.advance(2, settle);
        expect(traffic().writes, "writes after 41 ms").toBe(1);
        await Promise.all(calls);
        expect(traffic(), "for three who came within 40 ms").toMatchObject({ writes: 1, syncs: 1 });
        expect(disk.clock.pendingTimers, "timers").toBe(0);
      }
    },
  );

  check(
    "5.2-full-ends-the-delay",
    {
      points: 2,
      rationale: "Nobody is left to wait for once the batch is full.",
      hints: [
        "As soon as a limit is reached, by records or by bytes, clear the timer and write.",
        "A timer that is only forgotten fires into the next batch.",
      ],
      needs: ["5.2-delay", "5.2-max-records", "5.2-max-bytes"],
    },
    async ({ student, settle, random }) => {
      const clock = new VirtualClock();
      for (const limits of [{ maxBatchRecords: 4 }, { maxBatchBytes: 4 * 96 }]) {
        const disk = new SimDisk({ clock });
        const log = await opened(student, disk, { maxDelayMs: 60_000, ...limits });
        const startMs = disk.clock.now();
        const calls = [log.append(record(random))];
        await settle();
        calls.push(...range(2, 4).map(() => log.append(record(random))));
        await settle();
        const what = `with ${JSON.stringify(limits)}`;
        expect(recordsOn(disk).length, `records when it is full, ${what}`).toBe(4);
        await Promise.all(calls);
        expect(disk.clock.now() - startMs, `milliseconds, ${what}`).toBeLessThan(11);
        expect(disk.clock.pendingTimers, "timers").toBe(0);
        const alone = underWay(log.append(record(random)));
        await settle();
        expect(recordsOn(disk).length, "records while the next one waits").toBe(4);
        await disk.clock.advance(60_001, settle);
        await alone;
      }
    },
  );

  check(
    "5.2-delay-cut-short",
    {
      points: 2,
      rationale: "Whoever says flush, sync or close has asked not to wait.",
      hints: [
        "`flush`, `sync`, `rotate`, `replay`, `setCheckpoint` and `close` end the delay at once.",
        "Then no timer is left behind.",
      ],
      needs: ["5.2-delay"],
    },
    async ({ student, settle, random }) => {
      const ways: Record<string, (log: Log) => Promise<unknown>> = {
        flush: (log) => log.flush(),
        sync: (log) => log.sync(),
        rotate: (log) => log.rotate(),
        replay: (log) => log.replay(() => undefined),
        setCheckpoint: (log) => log.setCheckpoint({ sequence: 1 }),
        close: (log) => log.close(),
      };
      const clock = new VirtualClock();
      for (const [name, call] of Object.entries(ways)) {
        const disk = new SimDisk({ clock });
        const log = await opened(student, disk, { maxDelayMs: 60_000 });
        const append = log.append(record(random));
        await settle();
        expect(recordsOn(disk).length, "records while it waits for company").toBe(0);
        const startMs = disk.clock.now();
        const ending = call(log);
        const calls = [watch(append), watch(ending)];
        await settle();
        const isOver = calls.every((each) => each.isOver);
        expect(isOver, `${name} ends the delay`).toBe(true);
        await ending;
        expect(disk.clock.now() - startMs, `milliseconds for ${name}`).toBeLessThan(100);
        await settle();
        expect(disk.clock.pendingTimers, `timers after ${name}`).toBe(0);
      }
    },
  );

  check(
    "5.2-delay-in-closing",
    {
      points: 1,
      rationale: "A log that is closing has no company to wait for.",
      hints: ["When close was called while a batch was on its way, the last batch must not wait."],
      needs: ["5.2-delay-cut-short"],
    },
    async ({ student, settle, random }) => {
      const disk = new SimDisk();
      const log = await opened(student, disk, { maxDelayMs: 60_000, maxBatchRecords: 2 });
      const held = new HeldSyncs(disk);
      const calls = [log.append(record(random)), log.append(record(random))];
      await settle();
      calls.push(log.append(record(random)));
      await settle();
      const closing = log.close();
      await settle();
      held.end();
      disk.scheduler = undefined;
      await settle();
      expect(disk.clock.pendingTimers, "timers while it closes").toBe(0);
      await Promise.all([...calls, closing]);
      expect(recordsOn(disk).length).toBe(3);
    },
  );
});
