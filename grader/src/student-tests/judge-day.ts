import { bugsOf } from "../bugs/bugs.ts";
import type { Day } from "../course/course.ts";
import type { Submission } from "../intake/submission.ts";
import type { Judge } from "../judge/judge.ts";
import type { LabReport, TestsReport } from "../report/report.ts";
import { SandboxError } from "../sandbox/index.ts";
import type { StudentTestsOptions } from "./student-tests.ts";

/** Judges one day of a submission, and then the tests that it carries for the day, if it has any. */
export async function judgeDay(
  judge: Pick<Judge, "judge">,
  submission: Submission,
  day: Day,
  { withoutLayers = [] }: Pick<StudentTestsOptions, "withoutLayers"> = {},
): Promise<LabReport> {
  const lab = await judge.judge(submission, day);
  if (!hasTests(submission, day)) return lab;
  // It brings a compiler along: loaded only where somebody handed in tests.
  const { gradeTests } = await import("./student-tests.ts");
  const tests = await gradeTests(submission, day, { withoutLayers }).catch((error) =>
    notRun(error, day),
  );
  return tests ? { ...lab, tests } : lab;
}

function hasTests({ files }: Submission, { slug }: Day): boolean {
  return [...files.keys()].some((path) => path.startsWith(`${slug}/tests/`));
}

/** Their worth is not known then, and it is nobody's mark: the day's own checks stand. */
function notRun(error: unknown, day: Day): TestsReport {
  const code = error instanceof SandboxError ? error.code : "a mistake of its own";
  const message = `The grader could not run them (${code}). This says nothing about them.`;
  const problems = [{ where: "tests", message }];
  return { tests: 0, valid: false, noticed: 0, outOf: bugsOf(day).length, problems };
}
