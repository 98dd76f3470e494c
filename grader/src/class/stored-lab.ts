import type { DayFacts } from "../report/class-report.ts";
import type {
  CheckFacts,
  CheckResult,
  LabReport,
  Measure,
  Problem,
  TestsReport,
  Verdict,
} from "../report/report.ts";

/**
 * A lab as it lies in a book: without what its day's facts say already, and without how long anything
 * took, which is different each time. What an instructor overrode is not in it either.
 */
export interface StoredLab {
  readonly verdict: Verdict;
  readonly points: number;
  readonly outOf: number;
  readonly checks: readonly StoredCheck[];
  readonly problems?: readonly Problem[];
  readonly output?: string;
  readonly tests?: TestsReport;
}

interface StoredCheck {
  readonly id: string;
  /** Absent for a pass. */
  readonly verdict?: Verdict;
  readonly message?: string;
  readonly story?: string;
  readonly frames?: readonly string[];
  readonly measures?: readonly Measure[];
}

/** @throws an `Error` when it has a check that its day has not. */
export function storedLab(lab: LabReport, { number, checks }: DayFacts): StoredLab {
  const known = new Set(checks.map(({ id }) => id));
  const strange = lab.checks.find(({ id }) => !known.has(id));
  if (strange) throw new Error(`Day ${number} of this book has no check ${strange.id}.`);
  const { verdict, points, outOf, problems, output, tests } = lab;
  return {
    verdict,
    points,
    outOf,
    checks: lab.checks.map(storedCheck),
    ...(problems.length > 0 && { problems }),
    ...(output && { output }),
    ...(tests && { tests }),
  };
}

/** The report of it again, with the day's facts; nothing took any time. */
export function labFrom(stored: StoredLab, { number, title, checks }: DayFacts): LabReport {
  const facts = new Map(checks.map((check) => [check.id, check]));
  const { verdict, points, outOf, problems = [], output = "", tests } = stored;
  return {
    day: number,
    title,
    verdict,
    points,
    outOf,
    checks: stored.checks.map((check) => checkFrom(check, facts.get(check.id))),
    problems,
    output,
    ...(tests && { tests }),
    durationMs: 0,
  };
}

function storedCheck({ id, verdict, message, story, frames, measures }: CheckResult): StoredCheck {
  return {
    id,
    ...(verdict !== "pass" && { verdict }),
    ...(message && { message }),
    ...(story !== undefined && { story }),
    ...(frames.length > 0 && { frames }),
    ...(measures && { measures }),
  };
}

function checkFrom(stored: StoredCheck, facts: CheckFacts | undefined): CheckResult {
  if (!facts) throw new Error(`There is no check ${stored.id}.`);
  const { verdict = "pass", message = "", frames = [], story, measures } = stored;
  return {
    ...facts,
    verdict,
    message,
    ...(story !== undefined && { story }),
    frames,
    ...(measures && { measures }),
    durationMs: 0,
  };
}
