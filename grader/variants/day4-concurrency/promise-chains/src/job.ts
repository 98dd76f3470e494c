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

/** What an event makes of a job; `undefined` for no change. See the chapter's table of cases. */
export function jobAfter(event: JobEvent, job: Job | undefined): Job | undefined {
  if (event.type === "enqueue") return job ? undefined : newJob(event.jobId, event.payload);
  if (!job) return undefined;
  switch (`${event.type} ${job.state}` as const) {
    case "dispatch pending":
      return { ...job, state: "in-flight", attempts: job.attempts + 1 };
    case "ack pending":
    case "ack in-flight":
      return { ...job, state: "completed", reason: "" };
    case "retry in-flight":
      return { ...job, state: "pending", reason: reasonOf(event) };
    case "dead pending":
    case "dead in-flight":
      return { ...job, state: "dead", reason: reasonOf(event) };
    default:
      return undefined;
  }
}

/** The events that bring a job to where it stands, as few as can be. */
export function eventsOf({ id: jobId, payload, state, attempts, reason }: Job): JobEvent[] {
  const dispatch: JobEvent = { type: "dispatch", jobId };
  const retry: JobEvent = { type: "retry", jobId, reason };
  const waiting = (tries: number): JobEvent[] => [
    { type: "enqueue", jobId, payload },
    ...Array.from({ length: tries }, () => [dispatch, retry]).flat(),
  ];
  const tried = attempts > 0 ? [...waiting(attempts - 1), dispatch] : waiting(0);
  switch (state) {
    case "pending":
      return waiting(attempts);
    case "in-flight":
      return tried;
    case "completed":
      return [...tried, { type: "ack", jobId }];
    case "dead":
      return [...tried, { type: "dead", jobId, reason }];
  }
}

function newJob(id: string, payload: Uint8Array): Job {
  return { id, payload, state: "pending", attempts: 0, reason: "" };
}

function reasonOf(event: JobEvent): string {
  return "reason" in event ? event.reason : "";
}
