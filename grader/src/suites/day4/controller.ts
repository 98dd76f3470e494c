import type { ControllerOptions } from "@wal-labs/concurrency";
import { SimDisk } from "@wal-labs/core/sim";
import { describe, expect } from "vitest";
import { codeOf } from "../code-of.ts";
import { range } from "../day3/check.ts";
import { check, type Day4, opened, underWay } from "./check.ts";
import { eventsOn, expectStage } from "./events.ts";

describe("Exercise 4.5: the controller", () => {
  check(
    "4.5-life-of-a-job",
    {
      points: 2,
      rationale:
        "Enqueue, dispatch, ack: three lines in the log, and everybody knows where a job is.",
      hints: [
        "Each change is a record of the log, and then an `apply` with the sequence that it got.",
        "`dispatch` gives the job as it is now: in flight, tried once more.",
      ],
      needs: ["4.2-opens-and-continues", "4.4-once"],
    },
    async ({ student, random }) => {
      const disk = new SimDisk();
      const controller = await started(student, disk);
      const payload = random.bytes(12);
      expect(await controller.job("a")).toBeUndefined();
      expect(await controller.dispatch()).toBeUndefined();
      await controller.enqueue("a", payload);
      await controller.enqueue("b", random.bytes(3));
      const job = { id: "a", payload, state: "pending", attempts: 0, reason: "" };
      expect(await controller.job("a")).toEqual(job);
      const given = await controller.dispatch();
      expect(given).toEqual({ ...job, state: "in-flight", attempts: 1 });
      expect(await controller.job("a")).toEqual(given);
      await controller.ack("a");
      expect(await controller.job("a")).toEqual({ ...job, state: "completed", attempts: 1 });
      expect(idsIn(await controller.jobs("pending"))).toEqual(["b"]);
      expect((await controller.jobs()).length).toBe(2);
      expect(eventsOn(disk)).toEqual(["enqueue a", "enqueue b", "dispatch a", "ack a"]);
    },
  );

  check(
    "4.5-retries",
    {
      points: 2,
      rationale: "A job that can never succeed must end somewhere, or it is tried for ever.",
      hints: [
        "`fail` logs a retry while the job was tried less than `maxAttempts` times, else a dead.",
        "The default is 5 tries. The reason goes into the record.",
      ],
      needs: ["4.5-life-of-a-job"],
    },
    async ({ student, random }) => {
      for (const maxAttempts of [1, 3, undefined]) {
        const disk = new SimDisk();
        const controller = await started(student, disk, { maxAttempts });
        await controller.enqueue("a", random.bytes(3));
        await controller.enqueue("b", random.bytes(3));
        const tries = maxAttempts ?? 5;
        for (let attempt = 1; attempt <= tries; attempt++) {
          expect((await controller.dispatch())?.id).toBe("a");
          expect((await controller.dispatch())?.id).toBe("b");
          const reason = `reason ${random.below(1e6)}`;
          await controller.fail("a", reason);
          const job = await controller.job("a");
          const state = attempt < tries ? "pending" : "dead";
          expect(job).toMatchObject({ state, attempts: attempt, reason });
          if (attempt < tries) await controller.fail("b", "later");
        }
        const ends = eventsOn(disk).filter((event) => /^(retry|dead) a/.test(event));
        expect(ends).toEqual([...Array(tries - 1).fill("retry a"), "dead a"]);
      }
    },
  );

  check(
    "4.5-twice-is-once",
    {
      points: 2,
      rationale: "Whoever got no answer asks again. That must be harmless, and cost no record.",
      hints: [
        "Decide first whether anything changes. If not, log nothing, and resolve.",
        "A known job is left as it is, also when it comes with another payload.",
      ],
      needs: ["4.5-life-of-a-job"],
    },
    async ({ student, random }) => {
      const disk = new SimDisk();
      const controller = await started(student, disk, { maxAttempts: 1 });
      for (const id of ["a", "b", "c", "d"]) await controller.enqueue(id, random.bytes(6));
      for (let index = 0; index < 3; index++) await controller.dispatch();
      await controller.ack("a");
      await controller.fail("b", "broken");
      const jobs = await controller.jobs();
      const events = eventsOn(disk);
      for (const id of ["a", "b", "c", "d"]) await controller.enqueue(id, random.bytes(6));
      for (const id of ["a", "b"]) await controller.ack(id);
      for (const id of ["a", "b", "d"]) await controller.fail(id, "again");
      expect(await controller.jobs()).toEqual(jobs);
      expect(eventsOn(disk), "the events on the disk").toEqual(events);
      await controller.ack("d");
      expectStage(await controller.job("d"), "completed 0", "a pending job, after an ack");
    },
  );

  check(
    "4.5-unknown",
    {
      points: 1,
      rationale: "An ack for a job that never was is a mistake that somebody should hear of.",
      hints: ["`WAL_INVALID_ARGUMENT`, before anything is logged."],
      needs: ["4.5-life-of-a-job"],
    },
    async ({ student, random }) => {
      const disk = new SimDisk();
      const controller = await started(student, disk);
      await controller.enqueue("a", random.bytes(3));
      expect(await codeOf(controller.ack("b"))).toBe("WAL_INVALID_ARGUMENT");
      expect(await codeOf(controller.fail("b", "why"))).toBe("WAL_INVALID_ARGUMENT");
      expect(eventsOn(disk)).toEqual(["enqueue a"]);
      await controller.enqueue("b", random.bytes(3));
      expectStage(await controller.job("b"), "pending 0");
    },
  );

  check(
    "4.5-owns-its-payloads",
    {
      points: 1,
      rationale: "A caller's buffer is the caller's again as soon as the call has ended.",
      hints: ["Copy the payload: `slice`, not `subarray`."],
      needs: ["4.5-life-of-a-job"],
    },
    async ({ student, reusing, random }) => {
      const payload = random.bytes(40);
      for (const submission of [student, reusing]) {
        const controller = await started(submission, new SimDisk());
        await controller.enqueue("a", payload);
        expect((await controller.job("a"))?.payload).toEqual(payload);
        expect((await controller.dispatch())?.payload).toEqual(payload);
      }
    },
  );

  check(
    "4.5-no-two-get-one",
    {
      points: 3,
      rationale: "Two workers on one job pay the bill twice.",
      hints: [
        "Between choosing a job and its record lies a write. What does a second `dispatch` see then?",
        "Note that something about the job is under way, before the first `await`, and choose another.",
      ],
      needs: ["4.5-life-of-a-job"],
    },
    async ({ interleavings, random }) => {
      await interleavings({
        exhaustiveUpTo: 4,
        runs: 4,
        run: async (start, disk) => {
          const controller = await started(await start(), disk);
          const ids = range(1, 4).map((index) => `job ${index}`);
          await Promise.all(ids.map((id) => controller.enqueue(id, random.bytes(4))));
          const jobs = await Promise.all(range(1, 6).map(() => controller.dispatch()));
          expect(idsIn(jobs.slice(0, 4)), "the jobs given to four workers").toEqual(ids);
          expect(jobs.slice(4), "what the fifth and the sixth get").toEqual([undefined, undefined]);
          for (const job of jobs.slice(0, 4)) expectStage(job, "in-flight 1");
          expect(eventsOn(disk).slice(4)).toEqual(ids.map((id) => `dispatch ${id}`));
        },
      });
    },
  );

  check(
    "4.5-one-change-at-a-time",
    {
      points: 1,
      rationale: "An ack and a timeout that cross must not both be logged: one was first.",
      hints: [
        "Decide when nothing about this job is under way any more, on the state of that moment.",
        "Also when the change before has failed.",
      ],
      needs: ["4.5-no-two-get-one", "4.5-twice-is-once"],
    },
    async ({ interleavings, random }) => {
      await interleavings({
        run: async (start, disk) => {
          const controller = await started(await start(), disk, { maxAttempts: 1 });
          const enqueues = range(1, 3).map(() => controller.enqueue("a", random.bytes(4)));
          await Promise.all([...enqueues, controller.enqueue("b", random.bytes(4))]);
          await Promise.all([controller.dispatch(), controller.dispatch()]);
          await Promise.all([
            ...[controller.ack("a"), controller.fail("a", "late"), controller.ack("a")],
            ...[controller.fail("b", "broken"), controller.ack("b"), controller.fail("b", "x")],
          ]);
          expectStage(await controller.job("a"), "completed 1");
          expectStage(await controller.job("b"), "dead 1");
          const events = eventsOn(disk);
          expect(new Set(events).size, `different events among ${events.join(", ")}`).toBe(
            events.length,
          );
          expect(events.length, "events on the disk").toBe(6);
        },
      });
    },
  );

  check(
    "4.5-others-do-not-wait",
    {
      points: 1,
      rationale: "A log that gathers many records into one sync needs many that come at once.",
      hints: [
        "Changes of different jobs do not wait for each other: each goes to the log at once.",
        "One queue for the whole controller would wait for each sync.",
      ],
      needs: ["4.5-one-change-at-a-time"],
    },
    async ({ interleavings, random }) => {
      await interleavings({
        run: async (start, disk) => {
          const student = await start();
          const log = await opened(student, disk);
          const controller = await student.Controller.open(log);
          const ids = range(1, 5).map((index) => `job ${index}`);
          const calls = ids.map((id) => underWay(controller.enqueue(id, random.bytes(4))));
          expect(await controller.jobs(), "jobs before anything is durable").toEqual([]);
          // The log takes what it was handed by now, and nothing after.
          await log.close();
          const codes = await Promise.all(calls.map(codeOf));
          expect(codes, "how five calls end that were made before close").toEqual(
            ids.map(() => undefined),
          );
          expect(eventsOn(disk)).toEqual(ids.map((id) => `enqueue ${id}`));
        },
      });
    },
  );
});

async function started(student: Day4, disk: SimDisk, options: ControllerOptions = {}) {
  return student.Controller.open(await opened(student, disk), options);
}

function idsIn(jobs: readonly ({ readonly id: string } | undefined)[]): (string | undefined)[] {
  return jobs.map((job) => job?.id);
}
