import type { Controller, ControllerOptions } from "@wal-labs/concurrency";
import { SimDisk } from "@wal-labs/core/sim";
import { describe, expect } from "vitest";
import { check, type Day4, opened } from "./check.ts";
import { eventsOn, expectStage } from "./events.ts";

const TIMEOUT_MS = 60_000;

describe("Exercise 4.5: deadlines", () => {
  check(
    "4.5-expires",
    {
      points: 2,
      rationale: "A worker that has died says nothing. Only the clock tells.",
      hints: [
        "A deadline is set at dispatch: `timeoutMs` later. At or before the time given is late.",
        "`expire` fails those jobs, as `fail` does, and gives their ids. Only jobs in flight are late.",
        "Is the deadline there when another call already sees the job in flight?",
      ],
      needs: ["4.5-retries"],
    },
    async ({ student, random }) => {
      const disk = new SimDisk();
      const options = { timeoutMs: TIMEOUT_MS, maxAttempts: 2 };
      const controller = await withJobs(student, disk, options, random.bytes(4));
      await controller.dispatch();
      await disk.clock.advance(TIMEOUT_MS / 2);
      await controller.dispatch();
      expect(await controller.expire(), "nobody is late yet").toEqual([]);
      await disk.clock.advance(TIMEOUT_MS / 2);
      expect(await controller.expire(), "the first is late now").toEqual(["a"]);
      expect(await controller.job("a")).toMatchObject({ state: "pending", attempts: 1 });
      expectStage(await controller.job("b"), "in-flight 1");
      expect(await controller.expire(), "late is late once").toEqual([]);
      await controller.ack("b");
      await disk.clock.advance(TIMEOUT_MS);
      expect(await controller.expire(), "a completed job is never late").toEqual([]);
      await controller.dispatch();
      expectStage((await controller.dispatch()) ?? undefined, "in-flight 2", "a, tried again");
      await disk.clock.advance(2 * TIMEOUT_MS);
      expect([...(await controller.expire())].sort()).toEqual(["a", "c"]);
      expectStage(await controller.job("a"), "dead 2");
      expectStage(await controller.job("c"), "pending 1");
    },
  );

  check(
    "4.5-expires-at-a-time",
    {
      points: 1,
      rationale: "A program that starts knows that none of its workers is alive.",
      hints: [
        "`expire(time)` fails what is late at that time, past or future. `Infinity` fails them all.",
        "The default time-out is 30 seconds.",
      ],
      needs: ["4.5-expires"],
    },
    async ({ student, random }) => {
      const disk = new SimDisk();
      const controller = await withJobs(student, disk, {}, random.bytes(4));
      const before = disk.clock.now();
      await controller.dispatch();
      await controller.dispatch();
      const after = disk.clock.now();
      expect(await controller.expire(before + 29_999)).toEqual([]);
      expect((await controller.expire(Math.ceil(after) + 30_000)).length).toBe(2);
      await controller.dispatch();
      await controller.dispatch();
      await controller.ack("c");
      const late = await controller.expire(Number.POSITIVE_INFINITY);
      expect(late.length, "jobs in flight").toBe(1);
      expect(await controller.jobs("in-flight")).toEqual([]);
      expect(eventsOn(disk).filter((event) => event.startsWith("retry")).length).toBe(3);
    },
  );

  check(
    "4.5-waits-before-a-retry",
    {
      points: 1,
      rationale:
        "What failed a moment ago fails again now. Twice the time each try gives it a chance.",
      hints: [
        "`retryDelayMs` after the first failure, twice that after the second, and so on.",
        "A job that is not due yet does not hold up the one behind it.",
      ],
      needs: ["4.5-retries"],
    },
    async ({ student, random }) => {
      const disk = new SimDisk();
      const options = { retryDelayMs: 10_000, maxAttempts: 9 };
      const controller = await student.Controller.open(await opened(student, disk), options);
      await controller.enqueue("a", random.bytes(4));
      await controller.enqueue("b", random.bytes(4));
      expect((await controller.dispatch())?.id).toBe("a");
      expect((await controller.dispatch())?.id).toBe("b");
      await controller.fail("a", "first");
      await disk.clock.advance(5_000);
      await controller.fail("b", "first");
      await controller.enqueue("c", random.bytes(4));
      expect((await controller.dispatch())?.id, "behind two that have to wait").toBe("c");
      await controller.ack("c");
      for (const delayMs of [10_000, 20_000, 40_000]) {
        await disk.clock.advance(delayMs - 6_000);
        expect(await controller.dispatch(), `before ${delayMs} ms are over`).toBeUndefined();
        await disk.clock.advance(1_000);
        expect((await controller.dispatch())?.id, `${delayMs} ms later`).toBe("a");
        await disk.clock.advance(5_000);
        expect((await controller.dispatch())?.id).toBe("b");
        await controller.fail("a", "again");
        await disk.clock.advance(5_000);
        await controller.fail("b", "again");
      }
    },
  );

  check(
    "4.5-whole-time-again",
    {
      points: 1,
      rationale: "Deadlines are not in the log. Who comes back gives each worker its time anew.",
      hints: ["At `open`, every job in flight gets a deadline: now and `timeoutMs`."],
      needs: ["4.5-expires"],
    },
    async ({ student, restart, random }) => {
      const disk = new SimDisk();
      const controller = await withJobs(student, disk, { timeoutMs: TIMEOUT_MS }, random.bytes(4));
      await controller.dispatch();
      await disk.clock.advance(TIMEOUT_MS - 1_000);
      const killed = disk.crash({ kind: "process" });
      const restarted = await restart();
      const log = await opened(restarted, killed);
      const again = await restarted.Controller.open(log, { timeoutMs: TIMEOUT_MS });
      expectStage(await again.job("a"), "in-flight 1");
      await killed.clock.advance(TIMEOUT_MS - 1_000);
      expect(await again.expire()).toEqual([]);
      await killed.clock.advance(2_000);
      expect(await again.expire()).toEqual(["a"]);
    },
  );
});

/** A controller with the jobs a, b and c, all pending. */
async function withJobs(
  student: Day4,
  disk: SimDisk,
  options: ControllerOptions,
  payload: Uint8Array,
): Promise<Controller> {
  const controller = await student.Controller.open(await opened(student, disk), options);
  for (const id of ["a", "b", "c"]) await controller.enqueue(id, payload);
  return controller;
}
