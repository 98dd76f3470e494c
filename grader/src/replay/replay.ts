import { availableDays, type Day } from "../course/course.ts";
import { courseHash } from "../course/course-hash.ts";
import { submissionHash } from "../grading/submission-hash.ts";
import { readSubmission, type Submission } from "../intake/submission.ts";
import { Judge } from "../judge/judge.ts";
import type { CheckResult, LabReport, SubmissionReport } from "../report/report.ts";

/** One check of one submission, judged again. */
export interface Replayed {
  readonly courseHash: string;
  /** A report of this submission with this check alone. */
  readonly submission: SubmissionReport;
  readonly check: CheckResult;
}

/** How to replay. */
export interface ReplayOptions {
  readonly ownFoundation?: boolean;
  /** Who judges; by default a judge for this check only. */
  readonly judge?: Judge;
}

/** There is no check of this name. */
export class NoCheckError extends Error {
  override readonly name = "NoCheckError";
}

/**
 * Judges one check again, with what it builds on, and with the random numbers of the first time.
 *
 * @throws a {@link NoCheckError} when no available day has the check.
 */
export async function replay(
  source: string,
  id: string,
  { ownFoundation = false, judge: given }: ReplayOptions = {},
): Promise<Replayed> {
  const day = dayOf(id);
  const judge = given ?? (await Judge.start({ ownFoundation }));
  try {
    const catalogue = await judge.catalogue(day);
    if (!catalogue.some((facts) => facts.id === id)) {
      throw new NoCheckError(`Day ${day.number} has no check ${JSON.stringify(id)}.`);
    }
    const submission = await submissionWith(day, source);
    const lab = await judge.judge(submission, day, { only: id });
    const check = lab.checks.find((one) => one.id === id) as CheckResult;
    const facts = { name: submission.name, source, hash: submissionHash(submission) };
    return { courseHash: await courseHash(), submission: reportOf(facts, lab, check), check };
  } finally {
    if (!given) await judge.close();
  }
}

/** A day handed in by itself is read as that day. */
async function submissionWith(day: Day, source: string): Promise<Submission> {
  const submission = await readSubmission(source);
  const hasDay = [...submission.files.keys()].some((path) => path.startsWith(`${day.slug}/`));
  return hasDay ? submission : readSubmission(source, { day });
}

/** The day that a check is of: its id begins with the exercise's. */
function dayOf(id: string): Day {
  const day = availableDays().find(({ number }) => id.startsWith(`${number}.`));
  if (day) return day;
  throw new NoCheckError(`No day has a check ${JSON.stringify(id)}.`);
}

function reportOf(
  facts: Pick<SubmissionReport, "name" | "source" | "hash">,
  lab: LabReport,
  check: CheckResult,
): SubmissionReport {
  const points = check.verdict === "pass" ? check.points : 0;
  const sums = { points, outOf: check.points };
  const labs = [{ ...lab, ...sums, verdict: check.verdict, checks: [check] }];
  return { ...facts, ...sums, labs, problems: [], durationMs: lab.durationMs };
}
