import type { ClassReport } from "../report/class-report.ts";
import type { LabReport, SubmissionReport, Verdict } from "../report/report.ts";
import { earned } from "../report/scores.ts";
import { verdictOf } from "../report/verdicts.ts";
import { pairUp } from "./pair-up.ts";

/** What a check, a day or a submission got. */
export interface Mark {
  readonly verdict: Verdict;
  readonly points: number;
}

/** One thing that got another mark, or is on one side only. */
export interface Difference {
  readonly student: string;
  /** Absent: the student is on one side only. */
  readonly day?: number;
  /** Absent: the day is on one side only, or got points of its own. */
  readonly check?: string;
  readonly before?: Mark;
  readonly after?: Mark;
  /** The submissions are not the same, so the change may come from there. */
  readonly resubmitted: boolean;
}

/** How many there were of each, known when the last difference has been read. */
export interface ComparisonTotals {
  /** On both sides. */
  students: number;
  resubmitted: number;
  differences: number;
  /** Other verdicts from the same course on the same submission: the grader is not repeatable. */
  unrepeatable: number;
}

/** A comparison while it is read. */
export interface Comparison {
  readonly totals: Readonly<ComparisonTotals>;
  /** By student, then in the order of days and checks. To be read once. */
  readonly differences: AsyncIterable<Difference>;
}

/**
 * What got another verdict or other points in `after` than in `before`, by student and check. Both are
 * read once, side by side: memory does not grow with the class.
 */
export function compareReports(before: ClassReport, after: ClassReport): Comparison {
  const totals: ComparisonTotals = { students: 0, resubmitted: 0, differences: 0, unrepeatable: 0 };
  const sameCourse = before.courseHash === after.courseHash;
  return { totals, differences: differences(before, after, sameCourse, totals) };
}

async function* differences(
  before: ClassReport,
  after: ClassReport,
  sameCourse: boolean,
  totals: ComparisonTotals,
): AsyncIterable<Difference> {
  for await (const [one, other] of pairUp(before.submissions(), after.submissions())) {
    const found = one && other ? between(one, other) : onOneSide(one, other);
    if (one && other) totals.students++;
    if (one && other && one.hash !== other.hash) totals.resubmitted++;
    for (const difference of found) {
      totals.differences++;
      if (sameCourse && isUnrepeatable(difference)) totals.unrepeatable++;
      yield difference;
    }
  }
}

function isUnrepeatable({ check, before, after, resubmitted }: Difference): boolean {
  return !!check && !resubmitted && !!before && !!after && before.verdict !== after.verdict;
}

function onOneSide(
  before: SubmissionReport | undefined,
  after: SubmissionReport | undefined,
): readonly Difference[] {
  const student = (before ?? after)?.name ?? "";
  return [
    { student, ...sides(before && sumOf(before), after && sumOf(after)), resubmitted: false },
  ];
}

function between(before: SubmissionReport, after: SubmissionReport): readonly Difference[] {
  const all = [...before.labs, ...after.labs].map(({ day }) => day);
  const days = [...new Set(all)].sort((a, b) => a - b);
  const about = { student: before.name, resubmitted: before.hash !== after.hash };
  return days.flatMap((day) => {
    const [one, other] = [before, after].map(({ labs }) => labs.find((lab) => lab.day === day));
    const found = one && other ? betweenLabs(one, other) : [sides(one, other)];
    return found.map((difference) => ({ ...about, day, ...difference }));
  });
}

function betweenLabs(
  before: LabReport,
  after: LabReport,
): readonly Pick<Difference, "check" | "before" | "after">[] {
  const ids = new Set([...before.checks, ...after.checks].map(({ id }) => id));
  const checks = [...ids].flatMap((check) => {
    const [one, other] = [before, after].map((lab) => markOf(lab, check));
    return isSame(one, other) ? [] : [{ check, ...sides(one, other) }];
  });
  const decided = before.override?.points !== after.override?.points;
  return decided && before.points !== after.points ? [...checks, sides(before, after)] : checks;
}

function markOf(lab: LabReport, id: string): Mark | undefined {
  const check = lab.checks.find((one) => one.id === id);
  return check && { verdict: check.verdict, points: earned(check) };
}

function sumOf(submission: SubmissionReport): Mark {
  return { verdict: verdictOf(submission), points: submission.points };
}

function isSame(one: Mark | undefined, other: Mark | undefined): boolean {
  return one?.verdict === other?.verdict && one?.points === other?.points;
}

function sides(
  before: Mark | undefined,
  after: Mark | undefined,
): Pick<Difference, "before" | "after"> {
  return {
    ...(before && { before: { verdict: before.verdict, points: before.points } }),
    ...(after && { after: { verdict: after.verdict, points: after.points } }),
  };
}
