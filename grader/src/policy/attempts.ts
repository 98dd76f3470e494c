import type { SubmissionReport, Verdict } from "../report/report.ts";
import { dateIn } from "./calendar.ts";

/** What is remembered of a grading. Plain JSON, to be kept wherever gradings are counted. */
export interface PastGrading {
  /** When it was asked for: ISO 8601. */
  readonly at: string;
  /** {@link SubmissionReport.hash}: the same files again are no new attempt. */
  readonly hash: string;
  /** Ids of the checks that failed. */
  readonly failed: readonly string[];
}

/** How often a student has been graded. */
export interface Counts {
  /** Gradings on the day of this one, this one included. */
  readonly gradings: number;
  /** By id of a check: earlier attempts, with other files than these, in which it failed. */
  readonly attempts: ReadonlyMap<string, number>;
}

const FAILED: ReadonlySet<Verdict> = new Set<Verdict>(["fail", "flaky", "timeout"]);

/** What to remember of a grading that has been made. */
export function pastGrading(submission: SubmissionReport, at: Date): PastGrading {
  const checks = submission.labs.flatMap((lab) => lab.checks);
  const failed = checks.filter(({ verdict }) => FAILED.has(verdict)).map(({ id }) => id);
  return { at: at.toISOString(), hash: submission.hash, failed };
}

/**
 * Counts the gradings of one student, before one that was asked for `at` a moment. Pure: the order of
 * `earlier` does not matter, and what was asked for after `at` does not count.
 *
 * @param hash - of the submission to be graded
 */
export function countGradings(
  earlier: readonly PastGrading[],
  { at, hash, timeZone }: { at: Date; hash: string; timeZone: string },
): Counts {
  const past = earlier.filter((one) => new Date(one.at) <= at);
  const today = dateIn(timeZone, at);
  const gradings = past.filter((one) => dateIn(timeZone, new Date(one.at)) === today).length + 1;
  const failedBy = new Map<string, Set<string>>();
  for (const one of past.filter((other) => other.hash !== hash)) {
    for (const id of one.failed) failedBy.set(id, (failedBy.get(id) ?? new Set()).add(one.hash));
  }
  return { gradings, attempts: new Map([...failedBy].map(([id, hashes]) => [id, hashes.size])) };
}
