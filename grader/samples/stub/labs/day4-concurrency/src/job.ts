import type { JobEvent } from "@wal-labs/checksum";
import { NotImplementedError } from "@wal-labs/core";

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

/**
 * What an event makes of a job; `undefined` for no change.
 *
 * ```text
 * event      unknown   pending     in-flight   completed   dead
 * enqueue    pending   -           -           -           -
 * dispatch   -         in-flight   -           -           -
 * ack        -         completed   completed   -           -
 * retry      -         -           pending     -           -
 * dead       -         dead        dead        -           -
 * ```
 *
 * A dash changes nothing: an event that comes twice, as it may after a crash, is as good as once. An
 * ack is good even when the job was given up in the meantime and waits to be tried again.
 *
 * @exercise 4.4
 */
export function jobAfter(event: JobEvent, job: Job | undefined): Job | undefined {
  throw new NotImplementedError("4.4");
}

/**
 * The events that bring a job to where it stands: its history without what no longer matters. A
 * snapshot of them is the shortest log that gives the same state.
 *
 * @exercise 4.6
 */
export function eventsOf({ id: jobId, payload, state, attempts, reason }: Job): JobEvent[] {
  throw new NotImplementedError("4.6");
}
