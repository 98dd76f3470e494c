import type { Entry, JobEvent } from "@wal-labs/checksum";
import { eventsOf, type Job, type JobState, jobAfter } from "./job.ts";

/**
 * The state of a job queue: what its log amounts to. It changes by entries of the log alone, in their
 * order, so a replay brings it back.
 */
export class JobManager {
  readonly #jobs = new Map<string, Job>();
  /** The ids of pending jobs, the longest waiting first. */
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
    return "jobId" in record && this.#take(record);
  }

  /**
   * The whole state as events that bring it back: the shortest log that gives the same.
   *
   * @exercise 4.6
   */
  snapshot(): JobEvent[] {
    const others = this.jobs().filter(({ state }) => state !== "pending");
    // In the order in which they wait, which the events bring back with them.
    return [...others, ...this.jobs("pending")].flatMap(eventsOf);
  }

  /**
   * Starts from what {@link snapshot} gave of a state that had applied everything up to `sequence`. To
   * be called before anything is applied.
   *
   * @exercise 4.6
   */
  restore(events: Iterable<JobEvent>, sequence: number): void {
    for (const event of events) this.#take(event);
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
   * The jobs in a state, or all of them. Those that are pending come the longest waiting first among
   * each other, when they are asked for alone; others in no particular order.
   *
   * @exercise 4.4
   */
  jobs(state?: JobState): Job[] {
    if (state === "pending") return [...this.pending()];
    return [...this.#jobs.values()].filter((job) => state === undefined || job.state === state);
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

  #take(event: JobEvent): boolean {
    const job = jobAfter(event, this.#jobs.get(event.jobId));
    if (!job) return false;
    this.#jobs.set(job.id, job);
    // A job that is tried again goes to the end: it must not hold up the others.
    this.#pending.delete(job.id);
    if (job.state === "pending") this.#pending.add(job.id);
    return true;
  }
}
