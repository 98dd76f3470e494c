import type { CheckFacts, LayerReport, SubmissionReport } from "./report.ts";

/** A day as a class was graded on it. */
export interface DayFacts {
  /** 1 to 5. */
  readonly number: number;
  readonly title: string;
  /** Every check of it, in order. */
  readonly checks: readonly CheckFacts[];
}

/** A graded class, read one submission at a time, so that a large one takes no more memory. */
export interface ClassReport {
  /** SHA-256 over suites, solutions and core: classes with other hashes do not compare. */
  readonly courseHash: string;
  /** The days graded, in order. */
  readonly days: readonly DayFacts[];
  readonly layers: readonly LayerReport[];
  /** Names of the submissions, in order. */
  readonly students: readonly string[];
  /**
   * Each submission, in the order of {@link students}. Overrides are in it. It may be asked for again.
   */
  submissions(): AsyncIterable<SubmissionReport>;
}
