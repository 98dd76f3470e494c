import type { Entry, JobEvent } from "@wal-labs/checksum";
import { eventsOf, type Job, type JobState, jobAfter } from "./job-table.ts";

type Book = ReturnType<typeof makeBook>;

/** A page for each state. On each, the jobs stand in the order in which they came to it. */
function makeBook() {
  const pages: Record<JobState, Map<string, Job>> = {
    pending: new Map(),
    "in-flight": new Map(),
    completed: new Map(),
    dead: new Map(),
  };
  const get = (id: string): Job | undefined =>
    pages.pending.get(id) ??
    pages["in-flight"].get(id) ??
    pages.completed.get(id) ??
    pages.dead.get(id);

  const note = (event: JobEvent): boolean => {
    const before = get(event.jobId);
    const after = jobAfter(event, before);
    if (!after) return false;
    if (before) pages[before.state].delete(before.id);
    pages[after.state].set(after.id, after);
    return true;
  };

  const list = (state?: JobState): Job[] =>
    (state ? [pages[state]] : Object.values(pages)).flatMap((page) => [...page.values()]);

  return { get, note, list, waiting: () => pages.pending.values() };
}

/**
 * The state of a job queue: what its log amounts to. It changes by entries of the log alone, in their
 * order, so a replay brings it back.
 */
export class JobManager {
  readonly #book: Book = makeBook();
  #lastSequence = 0;

  /** The sequence of the last entry applied; 0 for none. */
  get lastSequence(): number {
    return this.#lastSequence;
  }

  /** Takes the next entry of the log, and tells whether it changed a job. */
  apply({ sequence, record }: Pick<Entry, "sequence" | "record">): boolean {
    if (sequence <= this.#lastSequence) return false;
    this.#lastSequence = sequence;
    return "jobId" in record ? this.#book.note(record) : false;
  }

  /** The whole state as events that bring it back: the shortest log that gives the same. */
  snapshot(): JobEvent[] {
    return this.#book.list().flatMap(eventsOf);
  }

  /** Starts from what {@link snapshot} gave of a state that had applied everything up to `sequence`. */
  restore(events: Iterable<JobEvent>, sequence: number): void {
    for (const event of events) this.#book.note(event);
    this.#lastSequence = sequence;
  }

  /** A job; `undefined` when it was never enqueued. */
  get(id: string): Job | undefined {
    return this.#book.get(id);
  }

  /** The jobs in a state, or all of them; the pending ones with the longest waiting first. */
  jobs(state?: JobState): Job[] {
    return this.#book.list(state);
  }

  /** The pending jobs, one by one, the longest waiting first. */
  *pending(): Generator<Job> {
    yield* this.#book.waiting();
  }
}
