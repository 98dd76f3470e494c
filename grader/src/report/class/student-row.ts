import type { DayFacts } from "../class-report.ts";
import type { CheckResult, SubmissionReport, TestsReport, Verdict } from "../report.ts";
import { verdictOf } from "../verdicts.ts";

/** Something about a submission that a person looks at before its mark counts. */
export interface Concern {
  readonly kind: Verdict | "problem";
  /** Check ids, or places in its files. */
  readonly where: readonly string[];
}

/** What the index keeps of a submission: a few numbers, so that a large class fits. */
export interface StudentRow {
  readonly name: string;
  readonly file: string;
  /** Its row in the table of students, for links. */
  readonly anchor: string;
  /** By day, in the order of the class's days; undefined where it has not been graded. */
  readonly points: readonly (number | undefined)[];
  readonly total: number;
  readonly verdict: Verdict;
  /** The gravest first. */
  readonly concerns: readonly Concern[];
  readonly tests: readonly (TestsReport | undefined)[];
}

const CONCERNS: readonly Verdict[] = ["suspicious", "grader-error", "flaky"];
/** How many places are named for each concern; the student's own page has them all. */
const PLACES = 3;

/** A submission in a row. */
export function rowOf(
  submission: SubmissionReport,
  slug: string,
  days: readonly DayFacts[],
): StudentRow {
  const labs = days.map(({ number }) => submission.labs.find(({ day }) => day === number));
  return {
    name: submission.name,
    file: `${slug}.html`,
    anchor: `student-${slug}`,
    points: labs.map((lab) => lab?.points),
    total: submission.points,
    verdict: verdictOf(submission),
    concerns: concernsOf(submission),
    tests: labs.map((lab) => (lab?.tests ? { ...lab.tests, problems: [] } : undefined)),
  };
}

function concernsOf({ labs, problems }: SubmissionReport): readonly Concern[] {
  const checks = labs.flatMap((lab) => lab.checks);
  const found = CONCERNS.map((kind) => ({ kind, where: idsOf(checks, kind) }));
  const places = [...problems, ...labs.flatMap((lab) => lab.problems)].map(({ where }) => where);
  return [...found, { kind: "problem" as const, where: shortened(places) }].filter(
    ({ where }) => where.length > 0,
  );
}

function idsOf(checks: readonly CheckResult[], verdict: Verdict): readonly string[] {
  return shortened(checks.filter((check) => check.verdict === verdict).map(({ id }) => id));
}

function shortened(places: readonly string[]): readonly string[] {
  if (places.length <= PLACES) return places;
  return [...places.slice(0, PLACES), `${places.length - PLACES} more`];
}
