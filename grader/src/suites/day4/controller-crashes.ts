import type { Controller } from "@wal-labs/concurrency";
import { type Journal, type Random, SimDisk } from "@wal-labs/core/sim";
import { describe, expect } from "vitest";
import { codeOf } from "../code-of.ts";
import { check, type Day4, duringSyncs, opened, roomFor } from "./check.ts";
import { eventsOn, stageOf } from "./events.ts";
import { sorted } from "./job-model.ts";

/** What becomes of each job of the workload, one stage after the other. */
const HISTORY: Readonly<Record<string, readonly string[]>> = {
  a: ["unknown", "pending 0", "in-flight 1", "pending 1", "in-flight 2", "dead 2"],
  b: ["unknown", "pending 0", "in-flight 1", "completed 1"],
  c: ["unknown", "pending 0", "in-flight 1"],
};

describe("Exercise 4.5: log first, state second", () => {
  check(
    "4.5-log-first",
    {
      points: 4,
      invariant: "O1",
      rationale:
        "Whoever sees a job as completed deletes the mail. A crash must not bring the job back.",
      hints: [
        "Append, await it, and only then apply: what anyone sees is durable.",
        "What has resolved is durable as well. So is what a second caller was told meanwhile.",
        "After a restart: replay, and the state is there.",
      ],
      needs: ["4.5-retries", "4.2-survives-crashes"],
    },
    async ({ student, random, crashes }) => {
      await crashes({
        kinds: ["power"],
        randomStates: 0,
        workload: async (disk, journal) => {
          const controller = await started(student, disk);
          const look = () => noteJobs(controller, journal);
          duringSyncs(disk, look);
          const step = (call: Promise<unknown>) => call.then(look);
          await step(controller.enqueue("a", random.bytes(4)));
          await step(
            Promise.all([
              controller.enqueue("b", random.bytes(4)),
              controller.enqueue("c", random.bytes(4)),
            ]),
          );
          await step(Promise.all([controller.dispatch(), controller.dispatch()]));
          await step(Promise.all([controller.fail("a", "once more"), controller.ack("b")]));
          await step(Promise.all([controller.dispatch(), controller.dispatch()]));
          await step(controller.fail("a", "broken"));
        },
        recover: async (restarted, disk, journal) => {
          const controller = await started(restarted, disk);
          const found: string[] = [];
          for (const [id, history] of Object.entries(HISTORY)) {
            const stage = stageOf(await controller.job(id));
            const seen = journal.acknowledged.filter((label) => label.startsWith(`${id}: `));
            const least = Math.max(0, ...seen.map((label) => history.indexOf(label.slice(3))));
            expect(history, `what has become of job ${id}`).toContain(stage);
            const reached = history.indexOf(stage);
            const shown = `how far job ${id} has come: "${stage}", after it was "${history[least]}"`;
            expect(reached, shown).toBeGreaterThanOrEqual(least);
            found.push(`${id}: ${stage}`);
          }
          return found.join(", ");
        },
      });
    },
  );

  check(
    "4.5-second-caller-waits",
    {
      points: 2,
      invariant: "O1",
      rationale: "Two enqueue the same job. The second is told that it is there: it must be.",
      hints: [
        "A change of a job waits for the one before it, even when it will change nothing.",
        "Only one of the two is logged.",
      ],
      needs: ["4.5-log-first", "4.5-one-change-at-a-time"],
    },
    async ({ student, random, crashes }) => {
      await crashes({
        kinds: ["power"],
        randomStates: 0,
        workload: async (disk, journal) => {
          const controller = await started(student, disk);
          const calls = [1, 2, 3].map(async (caller) => {
            await controller.enqueue("a", random.bytes(4));
            journal.acknowledge(`enqueue, to caller ${caller}`);
          });
          await Promise.all(calls);
          const acks = [1, 2].map(async (caller) => {
            await controller.ack("a");
            journal.acknowledge(`ack, to caller ${caller}`);
          });
          await Promise.all(acks);
          expect(eventsOn(disk)).toEqual(["enqueue a", "ack a"]);
        },
        recover: async (restarted, disk, journal) => {
          const stage = stageOf(await (await started(restarted, disk)).job("a"));
          const told = journal.acknowledged;
          if (told.length > 0) expect(stage, "the job that was acknowledged").not.toBe("unknown");
          if (told.some((label) => label.startsWith("ack"))) expect(stage).toBe("completed 0");
          return `the job is ${stage}`;
        },
      });
    },
  );

  check(
    "4.5-failed-append",
    {
      points: 2,
      invariant: "O7",
      rationale:
        "A state that the log does not have is gone with the process, and somebody saw it.",
      hints: [
        "When the append rejects, so does the call, and the job is as it was.",
        "Also what you have noted beside the state must not stay: the next call must not wait for ever.",
      ],
      needs: ["4.5-retries", "4.2-failed-is-failed"],
    },
    async ({ interleavings, random }) => {
      const payload = random.bytes(5);
      const calls: Record<string, (controller: Controller) => Promise<unknown>> = {
        enqueue: (controller) => controller.enqueue("d", payload),
        dispatch: (controller) => controller.dispatch(),
        ack: (controller) => controller.ack("a"),
        fail: (controller) => controller.fail("a", "why"),
        dead: (controller) => controller.fail("b", "why"),
        expire: (controller) => controller.expire(Number.POSITIVE_INFINITY),
      };
      for (const [name, call] of Object.entries(calls)) {
        await interleavings({
          run: async (start, disk) => {
            const controller = await started(await start(), disk);
            for (const id of ["b", "a", "c"]) await controller.enqueue(id, payload);
            await controller.dispatch();
            await controller.fail("b", "earlier");
            for (let index = 0; index < 2; index++) await controller.dispatch();
            await controller.fail("c", "earlier");
            await controller.dispatch();
            const before = await controller.jobs();
            disk.inject({ kind: "write" }, { kind: "error" });
            const ends = [await codeOf(call(controller)), await codeOf(call(controller))];
            expect(ends, `${name}, when the log fails`).toEqual(["WAL_IO", "WAL_FAILED"]);
            expect(await controller.jobs(), `the jobs after ${name}`).toEqual(before);
          },
        });
      }
    },
  );

  check(
    "4.5-refused-event",
    {
      points: 1,
      rationale:
        "A reason that cannot be logged is a mistake. The job and its deadline are as before.",
      hints: [
        "The deadline belongs to the state, too: it changes when the job does, and not before.",
        "Set it when the append has resolved, together with `apply`.",
      ],
      needs: ["4.5-expires"],
    },
    async ({ student, random }) => {
      const disk = new SimDisk();
      const controller = await started(student, disk);
      expect(await codeOf(controller.enqueue("\ud800", random.bytes(3)))).toBe(
        "WAL_INVALID_ARGUMENT",
      );
      await controller.enqueue("a", random.bytes(3));
      await controller.dispatch();
      const before = await controller.jobs();
      expect(await codeOf(controller.fail("a", "\ud800"))).toBe("WAL_INVALID_ARGUMENT");
      expect(await controller.jobs()).toEqual(before);
      expect(await controller.expire(), "late jobs").toEqual([]);
      expect(eventsOn(disk)).toEqual(["enqueue a", "dispatch a"]);
      await controller.ack("a");
      expect(await controller.jobs("completed")).toMatchObject([{ id: "a" }]);
    },
  );

  check(
    "4.5-comes-back",
    {
      points: 3,
      rationale:
        "Whatever happened, in whatever order: after a restart the queue is the same queue.",
      hints: [
        "Replay in order, through the same `apply`.",
        "Even the order in which the pending jobs wait is in the log.",
      ],
      needs: ["4.5-retries", "4.4-pending-order"],
    },
    async ({ student, restart, random }) => {
      let disk = new SimDisk();
      let controller = await started(student, disk);
      for (let round = 0; round < 3; round++) {
        await randomly(controller, random, 25);
        const before = sorted(await controller.jobs());
        const pending = await controller.jobs("pending");
        disk = disk.crash({ kind: "power", fates: "old" });
        controller = await started(await restart(), disk);
        expect(sorted(await controller.jobs()), "the jobs after a restart").toEqual(before);
        expect(await controller.jobs("pending"), "the pending jobs, in order").toEqual(pending);
        expect((await controller.dispatch())?.id, "the next job").toBe(pending[0]?.id);
      }
    },
  );
});

function started(student: Day4, disk: SimDisk): Promise<Controller> {
  return opened(student, disk, roomFor(6)).then((log) =>
    student.Controller.open(log, { maxAttempts: 2 }),
  );
}

/** Notes what anyone can see of each job now. */
async function noteJobs(controller: Controller, journal: Journal): Promise<void> {
  for (const job of await controller.jobs()) journal.acknowledge(`${job.id}: ${stageOf(job)}`);
}

/** Calls of a few workers at once, of which many change nothing. */
async function randomly(controller: Controller, random: Random, count: number): Promise<void> {
  for (let round = 0; round < count; round++) {
    const calls = Array.from({ length: 3 }, () => {
      const id = `job ${random.below(40)}`;
      const kinds = [
        () => controller.enqueue(id, random.bytes(random.below(9))),
        () => controller.dispatch(),
        () => controller.dispatch(),
        () => codeOf(controller.fail(id, `reason ${random.below(1e6)}`)),
        () => codeOf(controller.ack(id)),
      ];
      return kinds[random.below(kinds.length)]?.();
    });
    await Promise.all(calls);
  }
}
