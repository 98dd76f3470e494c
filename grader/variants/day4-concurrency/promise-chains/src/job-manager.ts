import type { Entry, JobEvent } from "@wal-labs/checksum";
import { eventsOf, type Job, type JobState, jobAfter } from "./job.ts";

/** A job and the ticket it drew when it last began to wait. */
interface Ticketed {
  readonly job: Job;
  readonly ticket: number;
}

/** The state of a job queue: what its log amounts to. */
export class JobManager {
  readonly #known = new Map<string, Ticketed>();
  #tickets = 0;
  #lastSequence = 0;

  get lastSequence(): number {
    return this.#lastSequence;
  }

  apply({ sequence, record }: Pick<Entry, "sequence" | "record">): boolean {
    if (sequence <= this.#lastSequence) return false;
    this.#lastSequence = sequence;
    switch (record.type) {
      case "enqueue":
      case "dispatch":
      case "ack":
      case "retry":
      case "dead":
        return this.#take(record);
      default:
        return false;
    }
  }

  snapshot(): JobEvent[] {
    return this.jobs().flatMap((job) => eventsOf(job));
  }

  restore(events: Iterable<JobEvent>, sequence: number): void {
    for (const event of events) this.#take(event);
    this.#lastSequence = sequence;
  }

  get(id: string): Job | undefined {
    return this.#known.get(id)?.job;
  }

  jobs(state?: JobState): Job[] {
    return [...this.#known.values()]
      .filter(({ job }) => state === undefined || job.state === state)
      .sort((one, other) => one.ticket - other.ticket)
      .map(({ job }) => job);
  }

  *pending(): Generator<Job> {
    yield* this.jobs("pending");
  }

  #take(event: JobEvent): boolean {
    const before = this.#known.get(event.jobId);
    const job = jobAfter(event, before?.job);
    if (!job) return false;
    const waits = job.state === "pending" || !before;
    if (waits) this.#tickets++;
    this.#known.set(job.id, { job, ticket: waits ? this.#tickets : before.ticket });
    return true;
  }
}
