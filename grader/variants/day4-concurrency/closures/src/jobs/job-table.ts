import type { JobEvent } from "@wal-labs/checksum";

/** What has become of a job. */
export type JobState = "pending" | "in-flight" | "completed" | "dead";

/** A job, as far as its log tells. */
export interface Job {
  readonly id: string;
  /** Bytes of the caller's own choice. Shared: not to be changed. */
  readonly payload: Uint8Array;
  readonly state: JobState;
  /** How often it was dispatched. */
  readonly attempts: number;
  /** Why it was last retried, or died; empty for never, and once it is completed. */
  readonly reason: string;
}

/** For each event that befalls a known job: the states in which it counts, and the one it leads to. */
const MOVES = {
  dispatch: { from: ["pending"], to: "in-flight" },
  ack: { from: ["pending", "in-flight"], to: "completed" },
  retry: { from: ["in-flight"], to: "pending" },
  dead: { from: ["pending", "in-flight"], to: "dead" },
} as const satisfies Record<
  Exclude<JobEvent["type"], "enqueue">,
  { readonly from: readonly JobState[]; readonly to: JobState }
>;

/** What an event makes of a job; `undefined` for no change. */
export function jobAfter(event: JobEvent, job: Job | undefined): Job | undefined {
  if (event.type === "enqueue") {
    const { jobId: id, payload } = event;
    return job ? undefined : { id, payload, state: "pending", attempts: 0, reason: "" };
  }
  const { from, to }: { from: readonly JobState[]; to: JobState } = MOVES[event.type];
  if (!job || !from.includes(job.state)) return undefined;
  return {
    ...job,
    state: to,
    attempts: job.attempts + Number(event.type === "dispatch"),
    reason: "reason" in event ? event.reason : event.type === "ack" ? "" : job.reason,
  };
}

/** The fewest events that bring a job to where it stands. */
export function eventsOf({ id: jobId, payload, state, attempts, reason }: Job): JobEvent[] {
  const tries = Array.from({ length: attempts }, (): JobEvent => ({ type: "dispatch", jobId }));
  // The last retry tells the reason; those before it nobody can see any more.
  const retries = state === "pending" ? attempts : Math.max(attempts - 1, 0);
  const events = tries.flatMap((dispatch, index): JobEvent[] => {
    const told = index === retries - 1 ? reason : "";
    return index < retries ? [dispatch, { type: "retry", jobId, reason: told }] : [dispatch];
  });
  const enqueue: JobEvent = { type: "enqueue", jobId, payload };
  const end: Record<JobState, JobEvent[]> = {
    pending: [],
    "in-flight": [],
    completed: [{ type: "ack", jobId }],
    dead: [{ type: "dead", jobId, reason }],
  };
  return [enqueue, ...events, ...end[state]];
}
