import type { JobEvent } from "@wal-labs/checksum";
import type { Job, JobManager } from "@wal-labs/concurrency";
import { SimDisk } from "@wal-labs/core/sim";
import { describe, expect } from "vitest";
import { codeOf } from "../code-of.ts";
import { pipelined } from "../pipelined.ts";
import { samples } from "../sample-records.ts";
import { check, opened } from "./check.ts";
import { expectedJob, JobModel, randomEvents, sorted } from "./job-model.ts";

/** The job that came first waits behind the other. */
const SECOND_TRY: readonly JobEvent[] = [
  { type: "enqueue", jobId: "early", payload: new Uint8Array(2) },
  { type: "enqueue", jobId: "late", payload: new Uint8Array(1) },
  { type: "dispatch", jobId: "early" },
  { type: "retry", jobId: "early", reason: "once more" },
];

describe("Exercise 4.6: a state as records", () => {
  check(
    "4.6-events-of",
    {
      points: 1,
      rationale:
        "The same events that made a job make it again: a snapshot needs no format of its own.",
      hints: [
        "Enqueue, then a dispatch for each attempt, each but the last given back by a retry.",
        "The last one too when the job is pending or dead. Then the ack, or the dead.",
        "Payload and reason are the job's. A dead job may never have been tried.",
      ],
      needs: ["4.4-fields"],
    },
    async ({ student, random }) => {
      const job = { id: "job", payload: random.bytes(9), reason: `because ${random.below(1e6)}` };
      const jobs: Job[] = [
        { ...job, reason: "", state: "pending", attempts: 0 },
        { ...job, reason: "", state: "completed", attempts: 0 },
        { ...job, state: "dead", attempts: 0 },
        { ...job, reason: "", state: "in-flight", attempts: 1 },
        ...[1, 2, 5].flatMap((attempts): Job[] => [
          { ...job, attempts, state: "pending" },
          { ...job, attempts: attempts + 1, state: "in-flight" },
          { ...job, attempts, reason: "", state: "completed" },
          { ...job, attempts, state: "dead" },
        ]),
      ];
      const lists = await pipelined(jobs, async (each) => student.eventsOf(each));
      for (const [index, events] of lists.entries()) {
        const again = events.reduce(after, undefined);
        const { state, attempts } = jobs[index] as Job;
        expect(again, `a ${state} job, tried ${attempts} times`).toEqual(jobs[index]);
      }
    },
  );

  check(
    "4.6-whole-state",
    {
      points: 2,
      rationale: "A snapshot that forgets who waited longest is unfair to somebody for ever.",
      hints: [
        "The events of all jobs; those that are pending last, the longest waiting first.",
        "`restore` takes each event as it is, and then the sequence: what the state has applied.",
      ],
      needs: ["4.6-events-of", "4.4-pending-order"],
    },
    async ({ student, random }) => {
      for (const jobs of [0, 3, 25]) {
        const [manager, restored] = [await managerOf(student), await managerOf(student)];
        const model = new JobModel();
        const events = jobs === 0 ? [] : [...randomEvents(random, 5 * jobs, jobs), ...SECOND_TRY];
        const take = async (record: JobEvent, sequence: number, to: JobManager) =>
          to.apply({ sequence, record });
        for (const [index, event] of events.entries()) {
          model.take(event);
          await take(event, index + 1, manager);
        }
        await restored.restore(await manager.snapshot(), events.length);
        expect(sorted(await restored.jobs())).toEqual(model.jobs);
        const pending = (await restored.jobs("pending")).map(({ id }) => id);
        expect(pending, "pending, in order").toEqual(model.pending);
        expect(await restored.lastSequence).toBe(events.length);
        const more = { type: "enqueue", jobId: "more", payload: random.bytes(3) } as const;
        expect(await take(more, events.length, restored), "what it has applied").toBe(false);
        expect(await take(more, events.length + 1, restored)).toBe(true);
      }
    },
  );

  check(
    "4.6-records-as-bytes",
    {
      points: 1,
      rationale:
        "A snapshot is one value in one file: all records must go in, and come out the same.",
      hints: [
        "`toFrame` and `encodeFrame`, one frame behind the other; `parseFrame` and `fromFrame` back.",
        "No records are no bytes.",
      ],
    },
    async ({ student, restart, random }) => {
      const { decodeRecords } = await restart();
      for (const records of [samples(random), []]) {
        const bytes = await student.encodeRecords(records);
        const found: unknown[] = [];
        for await (const each of decodeRecords(bytes) as unknown as AsyncIterable<unknown>) {
          found.push(each);
        }
        expect(found.length, "records").toBe(records.length);
        expect(found).toEqual(records);
      }
    },
  );

  check(
    "4.6-no-records",
    {
      points: 1,
      rationale: "Bytes that are something else must not look like an empty state.",
      hints: ["Where no frame starts: `WAL_CORRUPTED`. The end must come right behind a frame."],
      needs: ["4.6-records-as-bytes"],
    },
    async ({ student, random }) => {
      const records = [1, 2].map(() => ({ type: "ack", jobId: `${random.below(1e9)}` }) as const);
      const bytes = await student.encodeRecords(records);
      const [first = 0] = [(await student.encodeRecords(records.slice(0, 1))).length];
      for (const wrong of [
        bytes.subarray(0, bytes.length - 1),
        bytes.subarray(0, first + 1),
        bytes.subarray(1),
        new Uint8Array(48),
        new TextEncoder().encode("a snapshot of something else, which is no records of ours"),
      ]) {
        const decoding = student.decodeRecords(wrong) as unknown as AsyncIterable<unknown>;
        expect(await codeOf(allOf(decoding)), `${wrong.length} bytes`).toBe("WAL_CORRUPTED");
      }
    },
  );

  check(
    "4.6-somebody-elses",
    {
      points: 1,
      rationale: "A queue that starts empty because it could not read its snapshot has lost all.",
      hints: ["A record in the snapshot that is no job's: `WAL_CORRUPTED`."],
      needs: ["4.6-no-records", "4.5-life-of-a-job"],
    },
    async ({ student, restart, random }) => {
      const put = { type: "put", key: random.bytes(4), value: random.bytes(4) } as const;
      for (const snapshot of [await student.encodeRecords([put]), random.bytes(50).fill(0, 0, 8)]) {
        const disk = new SimDisk();
        const log = await opened(student, disk);
        await log.append({ type: "ack", jobId: "a" });
        await log.setCheckpoint({ sequence: 1, snapshot });
        await log.close();
        const restarted = await restart();
        const opening = restarted.Controller.open(await opened(restarted, disk));
        expect(await codeOf(opening)).toBe("WAL_CORRUPTED");
      }
    },
  );
});

async function managerOf({ JobManager }: { JobManager: new () => JobManager }) {
  return await new JobManager();
}

function after(job: Job | undefined, event: JobEvent): Job | undefined {
  return expectedJob(event, job) ?? job;
}

async function allOf(iterable: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of iterable);
}
