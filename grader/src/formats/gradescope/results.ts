/**
 * Verdicts as Gradescope's `results.json`.
 *
 * | verdict | test | score |
 * | --- | --- | --- |
 * | `pass` | passed | its points |
 * | `fail`, `flaky`, `timeout`, `ungradable`, `blocked` | failed | 0 |
 * | `suspicious` | failed, tag `for-the-instructor` | 0, and the output says that a person looks at it |
 * | `grader-error` | tag `for-the-instructor` | none: it is in nobody's sum, and the output says so |
 *
 * A point that an instructor gave replaces the score. What may be shown now is `visible`; what opens
 * with the due date is a second test without a score, `after_due_date`; what is for the instructor
 * alone is a third, `hidden`.
 *
 * @see Gradescope, "Autograder Specifications"
 * @module
 */
import { cleanSubmission } from "../../report/clean.ts";
import type { LabReport, SubmissionReport } from "../../report/report.ts";
import { earnedInLab } from "../../report/scores.ts";
import { countText, pointsText } from "../../report/wording.ts";
import { problemsOf, problemsText } from "../check-text.ts";
import { checkTests, type GradescopeTest, isJudged, labTests } from "./tests.ts";
import type { GradescopeViews } from "./views.ts";

/** What an autograder leaves for Gradescope. */
export interface GradescopeResults {
  /** Only where it is not the sum of the tests. */
  readonly score?: number;
  /** Seconds. */
  readonly execution_time?: number;
  readonly output: string;
  readonly output_format: "text";
  readonly test_output_format: "text";
  readonly test_name_format: "text";
  readonly stdout_visibility: "hidden";
  readonly tests: readonly GradescopeTest[];
  readonly leaderboard: readonly GradescopePlace[];
  readonly extra_data: Readonly<Record<string, unknown>>;
}

/** One quantity of a leaderboard. */
export interface GradescopePlace {
  readonly name: string;
  readonly value: number;
  readonly order: "asc" | "desc";
}

/** No check was judged, so nothing may be published: it would be a zero that nobody earned. */
export class UnjudgedError extends Error {
  override readonly name = "UnjudgedError";
}

/**
 * One submission. Its texts may come from anybody: all of them are marked as plain text.
 *
 * @throws an {@link UnjudgedError} when the grader failed at every check.
 */
export function gradescopeResults(
  { full, now, later, gradings }: GradescopeViews,
  { courseHash }: { courseHash: string },
): GradescopeResults {
  const checks = full.labs.flatMap((lab) => lab.checks);
  if (!checks.some(isJudged)) {
    throw new UnjudgedError("No check of the submission could be judged. Nothing was published.");
  }
  const [shown, opening, all] = [now, later ?? now, full].map(cleanSubmission) as [
    ...[SubmissionReport, SubmissionReport, SubmissionReport],
  ];
  const tests = shown.labs.flatMap((lab, index) => {
    const views = { now: lab, later: opening.labs[index] ?? lab, full: all.labs[index] ?? lab };
    return [...checkTests(views), ...labTests(views)];
  });
  const { durationMs } = shown;
  return {
    ...scoreOf(full, tests),
    ...(durationMs > 0 && { execution_time: durationMs / 1000 }),
    output: outputOf(shown),
    ...{ output_format: "text", test_output_format: "text", test_name_format: "text" },
    stdout_visibility: "hidden",
    tests,
    leaderboard: leaderboardOf(shown),
    extra_data: { course: courseHash, submission: full.hash, gradings },
  };
}

/** The tests add up to it, unless an instructor gave a day other points than its checks have. */
function scoreOf({ labs }: SubmissionReport, tests: readonly GradescopeTest[]): { score?: number } {
  const score = labs.reduce((sum, lab) => sum + earnedInLab(lab), 0);
  const added = tests.reduce((sum, test) => sum + (test.score ?? 0), 0);
  return score === added ? {} : { score };
}

function outputOf(submission: SubmissionReport): string {
  const { labs, comment = "" } = submission;
  return [...labs.map(dayLine), comment, problemsText(problemsOf(submission))]
    .filter((part) => part !== "")
    .join("\n\n");
}

/** Gradescope hides the sum while any test is hidden, so it is said here. */
function dayLine(lab: LabReport): string {
  const judged = lab.checks.filter(isJudged);
  const unjudged = lab.checks.length - judged.length;
  const outOf = judged.reduce((sum, { points }) => sum + points, 0);
  const sum = `${pointsText(earnedInLab(lab))} of ${countText(outOf, "point")}`;
  return [
    `Day ${lab.day}, ${lab.title}: ${sum}.`,
    unjudged === 0
      ? ""
      : `The grader failed at ${countText(unjudged, "check")}, and not by your fault: ` +
        "they are not in this sum. Your instructor grades them again.",
    lab.override ? `${lab.override.by ?? "The instructor"}: ${lab.override.comment}` : "",
    lab.feedback?.note ?? "",
  ]
    .filter((part) => part !== "")
    .join(" ");
}

function leaderboardOf({ labs }: SubmissionReport): readonly GradescopePlace[] {
  const measures = labs.flatMap(({ checks }) => checks.flatMap((check) => check.measures ?? []));
  return measures.map(({ name, unit, value }) => ({
    name: `${name}, ${unit}`,
    value,
    order: "desc",
  }));
}
