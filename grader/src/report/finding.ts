import type { FeedbackLevel } from "./feedback-level.ts";
import type { CheckResult } from "./report.ts";
import { VERDICTS } from "./verdicts.ts";

/** What to show as a check's finding, also where its message is withheld. */
export function findingOf(check: CheckResult, feedback: FeedbackLevel | undefined): string {
  if (check.message !== "") return check.message;
  const { meaning } = VERDICTS[check.verdict];
  if (feedback !== "before-due" || check.verdict !== "fail") return meaning;
  return `${meaning} What was expected and seen is not shown before the due date.`;
}
