import type { JobEvent } from "@wal-labs/checksum";
import type { Job, JobState } from "@wal-labs/concurrency";
import type { Random } from "@wal-labs/core/sim";

const AFTER: Readonly<Record<JobEvent["type"], Partial<Record<JobState | "unknown", JobState>>>> = {
  enqueue: { unknown: "pending" },
  dispatch: { pending: "in-flight" },
  ack: { pending: "completed", "in-flight": "completed" },
  retry: { "in-flight": "pending" },
  dead: { pending: "dead", "in-flight": "dead" },
};

/** The table of the chapter, written out again: the grader believes no copy of the submission's. */
export function expectedJob(event: JobEvent, job: Job | undefined): Job | undefined {
  const state = AFTER[event.type][job?.state ?? "unknown"];
  if (!state) return undefined;
  const payload = event.type === "enqueue" ? event.payload : new Uint8Array(0);
  const before = job ?? { id: event.jobId, payload, attempts: 0, reason: "" };
  const attempts = before.attempts + (event.type === "dispatch" ? 1 : 0);
  if (event.type === "ack") return { ...before, state, attempts, reason: "" };
  if (!("reason" in event)) return { ...before, state, attempts };
  return { ...before, state, attempts, reason: event.reason };
}

/** A job queue's state, as the grader itself keeps it. */
export class JobModel {
  readonly #jobs = new Map<string, Job>();
  #pending: string[] = [];

  /** Takes an event; tells whether it changes a job. */
  take(event: JobEvent): boolean {
    const job = expectedJob(event, this.#jobs.get(event.jobId));
    if (!job) return false;
    this.#jobs.set(job.id, job);
    this.#pending = this.#pending.filter((id) => id !== job.id);
    if (job.state === "pending") this.#pending.push(job.id);
    return true;
  }

  /** All jobs, by id. */
  get jobs(): Job[] {
    return sorted([...this.#jobs.values()]);
  }

  /** The ids of the pending jobs, the longest waiting first. */
  get pending(): readonly string[] {
    return this.#pending;
  }
}

/** Jobs in the order of their ids: those that are not pending come in no particular order. */
export function sorted(jobs: readonly Job[]): Job[] {
  return [...jobs].sort((one, other) => (one.id < other.id ? -1 : 1));
}

/** Events of a few jobs, of which many change nothing. */
export function randomEvents(random: Random, count: number, jobs = 5): JobEvent[] {
  return Array.from({ length: count }, () => {
    const jobId = `job ${random.below(jobs)}`;
    const reason = `reason ${random.below(1e6)}`;
    const kinds: JobEvent[] = [
      { type: "enqueue", jobId, payload: random.bytes(random.below(20)) },
      { type: "enqueue", jobId, payload: random.bytes(random.below(20)) },
      { type: "dispatch", jobId },
      { type: "dispatch", jobId },
      { type: "dispatch", jobId },
      { type: "retry", jobId, reason },
      { type: "retry", jobId, reason },
      { type: "ack", jobId },
      { type: "dead", jobId, reason },
    ];
    return kinds[random.below(kinds.length)] as JobEvent;
  });
}
