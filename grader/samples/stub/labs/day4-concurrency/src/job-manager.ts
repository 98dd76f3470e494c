import type { Entry, JobEvent } from "@wal-labs/checksum";
import { NotImplementedError } from "@wal-labs/core";
import type { Job, JobState } from "./job.ts";

/**
 * The state of a job queue: what its log amounts to. It changes by entries of the log alone, in their
 * order, so a replay brings it back.
 */
export class JobManager {
  /**
   * The sequence of the last entry applied; 0 for none.
   *
   * @exercise 4.4
   */
  get lastSequence(): number {
    throw new NotImplementedError("4.4");
  }

  /**
   * Takes the next entry of the log, and tells whether it changed a job. An entry at or before
   * {@link lastSequence} changes nothing: it is in the state already. A record that is no event of a
   * job changes nothing either.
   *
   * @exercise 4.4
   */
  apply({ sequence, record }: Pick<Entry, "sequence" | "record">): boolean {
    throw new NotImplementedError("4.4");
  }

  /**
   * The whole state as events that bring it back: the shortest log that gives the same.
   *
   * @exercise 4.6
   */
  snapshot(): JobEvent[] {
    throw new NotImplementedError("4.6");
  }

  /**
   * Starts from what {@link snapshot} gave of a state that had applied everything up to `sequence`. To
   * be called before anything is applied.
   *
   * @exercise 4.6
   */
  restore(events: Iterable<JobEvent>, sequence: number): void {
    throw new NotImplementedError("4.6");
  }

  /**
   * A job; `undefined` when it was never enqueued.
   *
   * @exercise 4.4
   */
  get(id: string): Job | undefined {
    throw new NotImplementedError("4.4");
  }

  /**
   * The jobs in a state, or all of them. Those that are pending come the longest waiting first among
   * each other, when they are asked for alone; others in no particular order.
   *
   * @exercise 4.4
   */
  jobs(state?: JobState): Job[] {
    throw new NotImplementedError("4.4");
  }

  /**
   * The pending jobs, one by one, the longest waiting first.
   *
   * @exercise 4.4
   */
  *pending(): Generator<Job> {
    throw new NotImplementedError("4.4");
  }
}
