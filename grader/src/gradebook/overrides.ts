import type { ClassReport, DayFacts } from "../report/class-report.ts";
import type { CheckResult, LabReport, Override, SubmissionReport } from "../report/report.ts";
import { earnedInLab } from "../report/scores.ts";

/** What an instructor decided about one submission, or about a day or a check of it. */
export interface Decision {
  readonly student: string;
  /** Absent: about the submission as a whole. */
  readonly day?: number;
  /** Absent: about the day as a whole. */
  readonly check?: string;
  /** Instead of those earned. Never without a day. */
  readonly points?: number;
  readonly comment: string;
  readonly by?: string;
}

/** Decisions by student. No two about the same thing. */
export type Overrides = ReadonlyMap<string, readonly Decision[]>;

/**
 * The submission as the instructor decided: points anew, decisions beside what was found. Verdicts stay
 * as they are. What is already decided in it and not decided again stays, too.
 *
 * @param days - a day of these that is decided but was not graded becomes one whose checks the grader
 * failed at; of others, the decision has no effect
 */
export function withOverrides(
  submission: SubmissionReport,
  overrides: Overrides,
  days: readonly DayFacts[] = [],
): SubmissionReport {
  const decisions = overrides.get(submission.name) ?? [];
  if (decisions.length === 0) return submission;
  const labs = withUngraded(submission.labs, decisions, days).map((lab) =>
    labWith(
      lab,
      decisions.filter(({ day }) => day === lab.day),
    ),
  );
  const comment = decisions.find(({ day }) => day === undefined)?.comment ?? submission.comment;
  const points = labs.reduce((sum, lab) => sum + lab.points, 0);
  const outOf = labs.reduce((sum, lab) => sum + lab.outOf, 0);
  return { ...submission, points, outOf, labs, ...(comment !== undefined && { comment }) };
}

/** The class as the instructor decided. Still read one submission at a time. */
export function overridden(report: ClassReport, overrides: Overrides): ClassReport {
  const { courseHash, days, layers, students } = report;
  return {
    courseHash,
    days,
    layers,
    students,
    async *submissions() {
      for await (const one of report.submissions()) yield withOverrides(one, overrides, days);
    },
  };
}

function withUngraded(
  labs: readonly LabReport[],
  decisions: readonly Decision[],
  days: readonly DayFacts[],
): readonly LabReport[] {
  const ungraded = days.filter(
    ({ number }) =>
      decisions.some(({ day }) => day === number) && !labs.some(({ day }) => day === number),
  );
  return [...labs, ...ungraded.map(ungradedLab)].sort((a, b) => a.day - b.day);
}

function ungradedLab({ number, title, checks }: DayFacts): LabReport {
  const finding = { message: "The day was not graded.", frames: [], durationMs: 0 };
  const verdict = "grader-error";
  return {
    ...{ day: number, title, verdict, points: 0 },
    outOf: checks.reduce((sum, { points }) => sum + points, 0),
    checks: checks.map((facts) => ({ ...facts, ...finding, verdict })),
    ...{ problems: [], output: "", durationMs: 0 },
  };
}

function labWith(lab: LabReport, decisions: readonly Decision[]): LabReport {
  if (decisions.length === 0) return lab;
  const checks = lab.checks.map((check) => checkWith(check, decisions));
  const whole = decisions.find(({ check }) => check === undefined);
  const decided = { ...lab, checks, ...(whole && { override: overrideOf(whole) }) };
  return { ...decided, points: earnedInLab(decided) };
}

function checkWith(check: CheckResult, decisions: readonly Decision[]): CheckResult {
  const decision = decisions.find((one) => one.check === check.id);
  return decision ? { ...check, override: overrideOf(decision) } : check;
}

function overrideOf({ points, comment, by }: Decision): Override {
  return { ...(points !== undefined && { points }), comment, ...(by !== undefined && { by }) };
}
