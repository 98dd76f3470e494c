import type { JobEvent, WalRecord } from "@wal-labs/checksum";
import type { Job, JobManager } from "@wal-labs/concurrency";
import type { Random } from "@wal-labs/core/sim";
import { describe, expect } from "vitest";
import { pipelined } from "../pipelined.ts";
import { check } from "./check.ts";
import { expectedJob, JobModel, randomEvents, sorted } from "./job-model.ts";

describe("Exercise 4.4: jobs", () => {
  check(
    "4.4-table",
    {
      points: 3,
      rationale: "After a crash the same event may come twice. Twice must be as good as once.",
      hints: [
        "The table has 25 fields. A dash is `undefined`: nothing changes.",
        "An ack is good for a pending job as well: whoever was too late has still done it.",
      ],
    },
    async ({ student, random }) => {
      const cases = eventsFor(random).flatMap((event) =>
        jobsFor(random).map((job) => ({ event, job })),
      );
      const after = await pipelined(cases, async ({ event, job }) => student.jobAfter(event, job));
      for (const [index, { event, job }] of cases.entries()) {
        const what = `the state after ${event.type}, of a job that is ${job?.state ?? "unknown"}`;
        expect(after[index]?.state, what).toBe(expectedJob(event, job)?.state);
      }
    },
  );

  check(
    "4.4-fields",
    {
      points: 1,
      rationale: "How often it was tried, and why it failed: what an operator asks first.",
      hints: [
        "A dispatch counts an attempt. Retry and dead say why; an ack clears that.",
        "Id and payload stay what they were.",
      ],
      needs: ["4.4-table"],
    },
    async ({ student, random }) => {
      const events = eventsFor(random);
      for (const job of jobsFor(random)) {
        const after = await pipelined(events, async (event) => student.jobAfter(event, job));
        expect(after, `jobs that were ${job?.state ?? "unknown"}`).toEqual(
          events.map((event) => expectedJob(event, job)),
        );
      }
    },
  );

  check(
    "4.4-applies",
    {
      points: 2,
      rationale: "The state is what the log amounts to: nothing else may change it.",
      hints: [
        "`apply` asks `jobAfter`, and keeps what it gives.",
        "It tells whether a job has changed. A record that is no job's changes none.",
        "`jobs` gives those in a state, or all of them.",
      ],
      needs: ["4.4-fields"],
    },
    async ({ student, random }) => {
      const manager = await new student.JobManager();
      const model = new JobModel();
      const put = { type: "put", key: random.bytes(3), value: random.bytes(3) } as const;
      expect(await manager.lastSequence).toBe(0);
      expect(await manager.get("job 1")).toBeUndefined();
      const records: WalRecord[] = randomEvents(random, 120);
      records.splice(20, 0, put, { type: "commit", transactionId: 3 });
      const applied = records.map((record, index) => ({ sequence: index + 1, record }));
      const changed = await pipelined(applied, async (entry) => manager.apply(entry));
      const expected = records.map((record) => "jobId" in record && model.take(record));
      expect(changed, "what apply gives for each").toEqual(expected);
      expect(sorted(await manager.jobs())).toEqual(model.jobs);
      for (const job of model.jobs) expect(await manager.get(job.id)).toEqual(job);
      for (const state of ["pending", "in-flight", "completed", "dead"] as const) {
        const expected = model.jobs.filter((job) => job.state === state);
        expect(sorted(await manager.jobs(state)), `the jobs that are ${state}`).toEqual(expected);
      }
      expect(await manager.lastSequence).toBe(records.length);
    },
  );

  check(
    "4.4-once",
    {
      points: 1,
      rationale:
        "A snapshot and the log behind it overlap. What is in the state must not go in again.",
      hints: [
        "An entry at or before `lastSequence` is in the state: it changes nothing.",
        "Remember the sequence of each entry, also of one that changes no job.",
      ],
      needs: ["4.4-applies"],
    },
    async ({ student, random }) => {
      const manager = await new student.JobManager();
      const jobId = "again";
      const events: JobEvent[] = [
        { type: "enqueue", jobId, payload: random.bytes(5) },
        { type: "dispatch", jobId },
        { type: "retry", jobId, reason: "one" },
      ];
      await applyAll(manager, events);
      const before = await manager.jobs();
      for (let sequence = 0; sequence <= 3; sequence++) {
        const record = { type: "dispatch", jobId } as const;
        expect(await manager.apply({ sequence, record }), `sequence ${sequence}`).toBe(false);
      }
      expect(await manager.jobs()).toEqual(before);
      expect(await manager.lastSequence).toBe(3);
      const put = { type: "put", key: random.bytes(1), value: random.bytes(1) } as const;
      expect(await manager.apply({ sequence: 9, record: put })).toBe(false);
      expect(await manager.lastSequence).toBe(9);
      const late = { sequence: 8, record: { type: "dispatch", jobId } } as const;
      expect(await manager.apply(late), "an entry before one that changed nothing").toBe(false);
    },
  );

  check(
    "4.4-pending-order",
    {
      points: 2,
      rationale: "A job that fails again and again must not hold up those behind it.",
      hints: [
        "The longest waiting comes first. A job that is tried again begins to wait anew.",
        "An event that changes nothing moves nobody.",
      ],
      needs: ["4.4-applies"],
    },
    async ({ student, random }) => {
      const manager = await new student.JobManager();
      const model = new JobModel();
      let sequence = 0;
      const first = triedAgain(random);
      for (const record of [...first, ...randomEvents(random, 100, 8)]) {
        model.take(record);
        await manager.apply({ sequence: ++sequence, record });
        if (sequence > first.length && sequence % 4 > 0) continue;
        const pending = await manager.jobs("pending");
        expect(idsOf(pending), `pending, after ${sequence} events`).toEqual(model.pending);
      }
      const one: Job[] = [];
      const pending = manager.pending() as unknown as AsyncIterable<Job>;
      for await (const job of pending) one.push(job);
      expect(idsOf(one), "pending, one by one").toEqual(model.pending);
    },
  );
});

/** The first of three jobs fails once; the second is done and enqueued again, which changes nothing. */
function triedAgain(random: Random): JobEvent[] {
  const [one = "", two = "", three = ""] = [1, 2, 3].map((n) => `job ${n}-${random.below(1e6)}`);
  return [
    ...[one, two, three].map(
      (jobId) => ({ type: "enqueue", jobId, payload: random.bytes(4) }) as const,
    ),
    { type: "dispatch", jobId: one },
    { type: "retry", jobId: one, reason: "it failed" },
    { type: "enqueue", jobId: two, payload: random.bytes(4) },
    { type: "dispatch", jobId: two },
    { type: "ack", jobId: two },
    { type: "enqueue", jobId: two, payload: random.bytes(4) },
  ];
}

/** One event of each type. */
function eventsFor(random: Random): JobEvent[] {
  const jobId = "job";
  return [
    { type: "enqueue", jobId, payload: random.bytes(8) },
    { type: "dispatch", jobId },
    { type: "ack", jobId },
    { type: "retry", jobId, reason: `reason ${random.below(1e6)}` },
    { type: "dead", jobId, reason: `reason ${random.below(1e6)}` },
  ];
}

/** No job, and one in each state. */
function jobsFor(random: Random): (Job | undefined)[] {
  const job = { id: "job", payload: random.bytes(9), reason: `earlier ${random.below(1e6)}` };
  const attempts = 2 + random.below(5);
  return [
    undefined,
    { ...job, attempts, state: "pending" },
    { ...job, attempts, state: "in-flight" },
    { ...job, attempts, state: "completed", reason: "" },
    { ...job, attempts, state: "dead" },
  ];
}

async function applyAll(manager: JobManager, events: readonly JobEvent[]): Promise<void> {
  const entries = events.map((record, index) => ({ sequence: index + 1, record }));
  await pipelined(entries, async (entry) => manager.apply(entry));
}

function idsOf(jobs: readonly Job[]): string[] {
  return jobs.map(({ id }) => id);
}
