import type { CheckResult, LabReport, SubmissionReport, Verdict } from "../report/report.ts";

/** What the grader cannot decide alone, so that a mark of it is never taken for a plain zero. */
const OPEN: ReadonlySet<Verdict> = new Set<Verdict>(["suspicious", "flaky", "grader-error"]);

/**
 * The checks of a day that wait for a person: suspicious, flaky or a grader error, and nobody has
 * given points for them or for the day.
 */
export function openChecks(lab: LabReport): readonly CheckResult[] {
  if (lab.override?.points !== undefined) return [];
  return lab.checks.filter(
    ({ verdict, override }) => OPEN.has(verdict) && override?.points === undefined,
  );
}

/** Why a person has to look at a submission, day by day; nothing if nobody has to. */
export function reviewReasons(
  submission: SubmissionReport,
  days: readonly number[],
): readonly string[] {
  return days.flatMap((day) => {
    const lab = submission.labs.find((one) => one.day === day);
    if (!lab) return [`day ${day}: not graded`];
    const open = openChecks(lab).map(({ id, verdict }) => `${id} ${verdict}`);
    return open.length > 0 ? [`day ${day}: ${open.join(", ")}`] : [];
  });
}
