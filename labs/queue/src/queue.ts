import type { Job, JobState } from "@wal-labs/concurrency";
import type { NamedJob } from "./job-kinds.ts";

/** The states of a job, in the order in which it goes through them. */
export const STATES = ["pending", "in-flight", "completed", "dead"] as const satisfies JobState[];

/** How many jobs are in each state, and who runs them. */
export interface Status extends Readonly<Record<JobState, number>> {
  /** The process that runs the jobs; `null` while nobody does. */
  readonly runner: number | null;
}

/** A job as it is told of. */
export interface JobSummary extends Pick<Job, "id" | "state" | "attempts" | "reason"> {
  /** What it says, as JSON. */
  readonly job: string;
}

/** What became of a job that was handed in. */
export interface Receipt {
  readonly id: string;
  /**
   * `enqueued`: it is durable, now or since it was first handed in. `taken`: another job has that id;
   * this one is not in the queue.
   */
  readonly outcome: "enqueued" | "taken";
}

/** A queue, wherever it is open: in this process, or in the one that runs it. */
export interface Queue {
  /** Hands in jobs; one receipt for each, in their order. All are durable when it resolves. */
  enqueue(jobs: readonly NamedJob[]): Promise<Receipt[]>;

  /** Counts the jobs. */
  status(): Promise<Status>;

  /** The jobs in a state. */
  jobs(state: JobState): Promise<JobSummary[]>;
}
