import type { CheckResult, LabReport, Problem, SubmissionReport } from "../report/report.ts";
import { VERDICTS } from "../report/verdicts.ts";
import { pointsText } from "../report/wording.ts";

/**
 * What there is to say about a check, as plain text in paragraphs; empty for a pass on which nobody
 * has commented.
 */
export function checkText(check: CheckResult): string {
  const decided = decision(check);
  const found = check.verdict === "pass" ? [] : [finding(check), ...help(check)];
  return [...found, decided].filter((part) => part !== "").join("\n\n");
}

/** What was found, in one paragraph: what was expected and seen, or what the verdict means. */
export function finding({ verdict, message }: CheckResult): string {
  const { label, meaning } = VERDICTS[verdict];
  return `${label}: ${message === "" ? meaning : message}`;
}

/** Problems of a submission and of its days, a line each. */
export function problemsText(problems: readonly Problem[]): string {
  return problems
    .map(({ where, message, hint }) => `${where}: ${message}${hint ? ` ${hint}` : ""}`)
    .join("\n");
}

/** All problems of a submission, those of its days too. */
export function problemsOf({ problems, labs }: SubmissionReport): readonly Problem[] {
  return [...problems, ...labs.flatMap((lab: LabReport) => lab.problems)];
}

/** The hints, numbered; empty if there are none. */
export function hintsText({ hints }: CheckResult): string {
  return hints.map((hint, index) => `Hint ${index + 1}: ${hint}`).join("\n");
}

function help(check: CheckResult): string[] {
  const { story = "", frames, rationale, invariant } = check;
  const rule = invariant ? ` (${invariant})` : "";
  return [
    story,
    frames.length > 0 ? `In the code: ${frames.join(", ")}` : "",
    rationale === "" ? "" : `Why it matters${rule}: ${rationale}`,
    hintsText(check),
  ];
}

function decision({ override }: CheckResult): string {
  if (!override) return "";
  const { by, points, comment } = override;
  const mark = points === undefined ? "" : ` (${pointsText(points)} points)`;
  return `${by ?? "The instructor"}${mark}: ${comment}`;
}
