import type { ClassReport, DayFacts } from "../report/class-report.ts";
import type { CheckFacts, GradeReport, LabReport } from "../report/report.ts";
import { bySubmissionName, daysOf } from "../report/scores.ts";

/**
 * The report of a few submissions as that of a class. Its days are those that any of them was graded
 * on, with the checks found there.
 */
export function classReportOf(report: GradeReport, days = daysIn(report)): ClassReport {
  const submissions = bySubmissionName(report.submissions);
  return {
    courseHash: report.courseHash,
    days,
    layers: report.layers,
    students: submissions.map(({ name }) => name),
    async *submissions() {
      yield* submissions;
    },
  };
}

function daysIn({ submissions }: GradeReport): readonly DayFacts[] {
  const labs = submissions.flatMap((submission) => submission.labs);
  return daysOf(submissions).map((number) => {
    const some = labs.filter(({ day }) => day === number);
    return { number, title: some[0]?.title ?? "", checks: checksIn(some) };
  });
}

function checksIn(labs: readonly LabReport[]): readonly CheckFacts[] {
  const checks = new Map<string, CheckFacts>();
  for (const check of labs.flatMap((lab) => lab.checks)) {
    const { id, exercise, points, invariant, rationale, hints, needs } = check;
    const facts = { id, exercise, points, rationale, hints, needs };
    if (!checks.has(id)) checks.set(id, { ...facts, ...(invariant && { invariant }) });
  }
  return [...checks.values()];
}
