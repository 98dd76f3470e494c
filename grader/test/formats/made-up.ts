import type { CheckResult, SubmissionReport, Verdict } from "../../src/report/report.ts";
import { VERDICT_NAMES } from "../../src/report/verdicts.ts";
import { REPORT } from "../report/fixture.ts";

/** Names, messages and output that a format may stumble over, beside those of reports. */
export const UNQUOTABLE: readonly string[] = [
  "]]>",
  "<![CDATA[",
  "</failure><testcase name='mine'/>",
  "&amp;&lt;",
  "&#0;",
  "\ufffe\uffff",
  "a\r\nb\tc",
  "```\n::set-output name=result::mine",
];

/** The one of the fixture in which much went wrong. */
export function ben(): SubmissionReport {
  return REPORT.submissions.find(({ name }) => name === "ben") as SubmissionReport;
}

/** The fixture's submission with the checks of its day replaced. */
export function submissionWith(checks: readonly CheckResult[]): SubmissionReport {
  const submission = ben();
  return { ...submission, labs: submission.labs.map((lab) => ({ ...lab, checks })) };
}

/** A check with each verdict there is, ten points each, in the order of {@link VERDICT_NAMES}. */
export function everyVerdict(): readonly CheckResult[] {
  return VERDICT_NAMES.map(checkWith);
}

/** A check with this verdict, ten points. */
export function checkWith(verdict: Verdict): CheckResult {
  return {
    id: `1.7-${verdict}`,
    exercise: "1.7",
    points: 10,
    rationale: "It matters.",
    hints: ["Look again."],
    needs: verdict === "blocked" ? ["1.7-fail"] : [],
    verdict,
    message: verdict === "pass" ? "" : `What was seen: ${verdict}.`,
    frames: [],
    durationMs: 12,
  };
}
