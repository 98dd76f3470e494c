import type { BookEntry } from "../class/book.ts";
import { entryOf } from "../class/enrolment.ts";
import type { DayFacts } from "../report/class-report.ts";
import type { LabReport } from "../report/report.ts";
import { unpacked } from "./queued-submission.ts";
import type { SubmissionJob } from "./submission-queue.ts";

/** What a finished job means for the book. */
export interface Finding {
  readonly entry: BookEntry;
  /** The results, without those that the grader itself failed at. */
  readonly labs: readonly LabReport[];
  /** Why there are not all of them. */
  readonly failure: string | undefined;
}

/** What the student and everybody else is told of it. */
const NOT_JUDGED = {
  where: "",
  message:
    "The grader failed on this submission, so nobody is marked by it yet: a person has to look.",
};

/**
 * What a finished job means for the book. What the grader failed at is no result, as in a class run: the
 * student is entered as not graded, with a problem that says so.
 */
export function findingOf(job: SubmissionJob, days: readonly DayFacts[]): Finding {
  const { failure, labs } = resultsOf(job, days);
  const entry = plainEntryOf(job);
  const problems = failure === undefined ? entry.problems : [...entry.problems, NOT_JUDGED];
  return { entry: { ...entry, problems }, labs, failure };
}

function resultsOf({ returnvalue, failedReason }: SubmissionJob, days: readonly DayFacts[]) {
  if (!returnvalue) return { failure: failedReason || "no reason is known", labs: [] };
  const { labs } = returnvalue;
  if (!fits(labs, days)) return { failure: "a result does not fit the course", labs: [] };
  const failed = labs.flatMap(({ checks }) => checks).find(isGraderError);
  return {
    failure: failed?.message,
    labs: labs.filter(({ checks }) => !checks.some(isGraderError)),
  };
}

/** @throws an `Error` when what is in the queue is no submission. */
function plainEntryOf({ data }: SubmissionJob): BookEntry {
  const { student, source } = data;
  return entryOf({ student, source, path: "" }, unpacked(data));
}

function fits(labs: readonly LabReport[], days: readonly DayFacts[]): boolean {
  return days.every(({ number, checks }, index) => {
    const lab = labs[index];
    const ids = checks.map(({ id }) => id).join();
    return lab?.day === number && lab.checks.map(({ id }) => id).join() === ids;
  });
}

function isGraderError({ verdict }: { verdict: string }): boolean {
  return verdict === "grader-error";
}
