import type { DayFacts } from "../../src/report/class-report.ts";
import type {
  CheckFacts,
  CheckResult,
  SubmissionReport,
  Verdict,
} from "../../src/report/report.ts";

const VERDICTS: readonly Verdict[] = [
  ...["fail", "timeout", "suspicious", "grader-error", "blocked", "flaky"],
] as Verdict[];

/** Words that a report withholds for a time, and those that it withholds for ever. */
export const SECRETS: Readonly<Record<"findings" | "output" | "internal", RegExp>> = {
  findings: /seen-(?:message|story|frame)/,
  output: /printed-by-the-submission/,
  internal: /evidence-(?:message|story|frame)|srv\/submissions/,
};

/** A submission that fails every check there is, in every way, and whose texts can be told apart. */
export function failingSubmission(days: readonly DayFacts[]): SubmissionReport {
  const labs = days.map(({ number, title, checks }) => ({
    ...{ day: number, title, verdict: "grader-error" as const, points: 0, problems: [] },
    outOf: checks.reduce((sum, { points }) => sum + points, 0),
    checks: checks.map(failed),
    output: `printed-by-the-submission-${number}`,
    durationMs: 10,
  }));
  return {
    ...{ name: "ada", source: "/srv/submissions/ada.zip", hash: "ad".repeat(32), points: 0 },
    outOf: labs.reduce((sum, { outOf }) => sum + outOf, 0),
    ...{ labs, problems: [], durationMs: 50 },
  };
}

function failed(facts: CheckFacts, index: number): CheckResult {
  const verdict = VERDICTS[index % VERDICTS.length] ?? "fail";
  const word = verdict === "suspicious" || verdict === "grader-error" ? "evidence" : "seen";
  return {
    ...{ ...facts, verdict, message: `${word}-message-${facts.id}` },
    story: `${word}-story-${facts.id}\nsecond line`,
    frames: [`${word}-frame-${facts.id}.ts:1`],
    durationMs: 7,
  };
}
