import type { CheckResult, LabReport, SubmissionReport } from "./report.ts";

/** The checks of one exercise in one submission, and what they earned. */
export interface ExerciseScore {
  readonly exercise: string;
  readonly points: number;
  readonly outOf: number;
  readonly checks: readonly CheckResult[];
}

/** How one exercise went over all submissions. */
export interface ExerciseSuccess {
  readonly exercise: string;
  /** Submissions in which all its checks passed. */
  readonly solved: number;
  /** Submissions in which it was checked. */
  readonly attempts: number;
}

/** The days that any of the submissions has a lab of, in order. */
export function daysOf(submissions: readonly SubmissionReport[]): readonly number[] {
  const days = new Set(submissions.flatMap(({ labs }) => labs.map(({ day }) => day)));
  return [...days].sort((a, b) => a - b);
}

/** What a check earned: the points that the instructor gave it; else all of them for a pass, or none. */
export function earned(check: CheckResult): number {
  return check.override?.points ?? (held(check) ? check.points : 0);
}

/** What a lab earned: the points that the instructor gave the day; else what its checks earned. */
export function earnedInLab(lab: LabReport): number {
  return lab.override?.points ?? sum(lab.checks.map(earned));
}

/** A lab's exercises, in the order in which their checks come. */
export function exerciseScores(lab: LabReport): readonly ExerciseScore[] {
  const exercises = [...new Set(lab.checks.map((check) => check.exercise))];
  return exercises.map((exercise) => {
    const checks = lab.checks.filter((check) => check.exercise === exercise);
    return {
      exercise,
      points: sum(checks.map(earned)),
      outOf: sum(checks.map(({ points }) => points)),
      checks,
    };
  });
}

/** How many submissions solved each exercise, in the order in which exercises come. */
export function exerciseSuccess(
  submissions: readonly SubmissionReport[],
): readonly ExerciseSuccess[] {
  const scores = submissions.flatMap(({ labs }) => labs.flatMap(exerciseScores));
  const exercises = [...new Set(scores.map(({ exercise }) => exercise))];
  return exercises.map((exercise) => {
    const attempts = scores.filter((score) => score.exercise === exercise);
    const solved = attempts.filter(({ checks }) => checks.every(held));
    return { exercise, solved: solved.length, attempts: attempts.length };
  });
}

/** A lab's checks that had nothing to run. One cause, so they are told as one. */
export function unrun(lab: LabReport): readonly CheckResult[] {
  return lab.checks.filter(({ verdict }) => verdict === "ungradable");
}

/** The checks that ran and did not hold; blocked ones last, since they wait for the others. */
export function unmet(lab: LabReport): readonly CheckResult[] {
  const missed = lab.checks.filter((check) => !held(check) && check.verdict !== "ungradable");
  return [
    ...missed.filter(({ verdict }) => verdict !== "blocked"),
    ...missed.filter(({ verdict }) => verdict === "blocked"),
  ];
}

/** By name, then by source; the same on every machine, whatever its language. */
export function bySubmissionName(
  submissions: readonly SubmissionReport[],
): readonly SubmissionReport[] {
  return submissions.toSorted((a, b) => compare(a.name, b.name) || compare(a.source, b.source));
}

function held(check: CheckResult): boolean {
  return check.verdict === "pass";
}

function sum(points: readonly number[]): number {
  return points.reduce((total, one) => total + one, 0);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
