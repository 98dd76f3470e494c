import type { Entry, JobEvent } from "@wal-labs/checksum";
import { eventsOf, type Job, type JobState, jobAfter } from "./job.ts";

/**
 * The state of a job queue: what its log amounts to. It changes by entries of the log alone, in their
 * order, so a replay brings it back.
 */
export class JobManager {
  /** Each job moves to the end when it begins to wait, so those that wait are in order. */
  readonly #jobs = new Map<string, Job>();
  /** The ids of the pending jobs, the longest waiting first. */
  readonly #pending = new Set<string>();
  #lastSequence = 0;

  /**
   * The sequence of the last entry applied; 0 for none.
   *
   * @exercise 4.4
   */
  get lastSequence(): number {
    return this.#lastSequence;
  }

  /**
   * Takes the next entry of the log, and tells whether it changed a job. An entry at or before
   * {@link lastSequence} changes nothing: it is in the state already. A record that is no event of a
   * job changes nothing either.
   *
   * @exercise 4.4
   */
  apply({ sequence, record }: Pick<Entry, "sequence" | "record">): boolean {
    if (sequence <= this.#lastSequence) return false;
    this.#lastSequence = sequence;
    return "jobId" in record && this.#change(record);
  }

  /**
   * The whole state as events that bring it back: the shortest log that gives the same.
   *
   * @exercise 4.6
   */
  snapshot(): JobEvent[] {
    return this.jobs().flatMap(eventsOf);
  }

  /**
   * Starts from what {@link snapshot} gave of a state that had applied everything up to `sequence`. To
   * be called before anything is applied.
   *
   * @exercise 4.6
   */
  restore(events: Iterable<JobEvent>, sequence: number): void {
    for (const event of events) this.#change(event);
    this.#lastSequence = sequence;
  }

  /**
   * A job; `undefined` when it was never enqueued.
   *
   * @exercise 4.4
   */
  get(id: string): Job | undefined {
    return this.#jobs.get(id);
  }

  /**
   * The jobs in a state, or all of them; those that are pending with the longest waiting first, others
   * in no particular order.
   *
   * @exercise 4.4
   */
  jobs(state?: JobState): Job[] {
    if (state === "pending") return [...this.pending()];
    const all = [...this.#jobs.values()];
    return state === undefined ? all : all.filter((job) => job.state === state);
  }

  /**
   * The pending jobs, one by one, the longest waiting first.
   *
   * @exercise 4.4
   */
  *pending(): Generator<Job> {
    for (const id of this.#pending) {
      const job = this.#jobs.get(id);
      if (job) yield job;
    }
  }

  #change(event: JobEvent): boolean {
    const job = jobAfter(event, this.#jobs.get(event.jobId));
    if (!job) return false;
    this.#pending.delete(job.id);
    if (job.state === "pending") {
      this.#jobs.delete(job.id);
      this.#pending.add(job.id);
    }
    this.#jobs.set(job.id, job);
    return true;
  }
}
