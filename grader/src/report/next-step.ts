import type { CheckResult, SubmissionReport, Verdict } from "./report.ts";

type Advice = (check: CheckResult, unmet: readonly string[]) => string;

const ADVICE: Readonly<Record<Exclude<Verdict, "pass">, Advice>> = {
  fail: (check) => `${start(check)}, with exercise ${check.exercise} of the chapter beside it.`,
  blocked: (_check, unmet) =>
    unmet.length === 0
      ? "Mend the failing checks above first. This one may then pass by itself."
      : `Mend ${unmet.join(" and ")} first. This one may then pass by itself.`,
  flaky: () => "Look for a missing await, or for an order that nothing enforces.",
  timeout: (check) =>
    `${start(check)}: look for a promise that nobody settles, or a loop that waits for bytes ` +
    "that never come.",
  ungradable: () => "Run npm test in the lab until it starts, then hand in again.",
  suspicious: () => "Your instructor has the evidence. Ask if you do not know what it is about.",
  "grader-error": (check) => `Nothing to mend. Tell your instructor that ${check.id} did not run.`,
};

/**
 * One sentence for the student: what to do about a check.
 *
 * @param submission - where the checks it needs are looked up
 */
export function nextStep(check: CheckResult, submission: SubmissionReport): string {
  if (check.verdict === "pass") return "Nothing: it holds.";
  return ADVICE[check.verdict](check, unmetNeeds(check, submission));
}

function start(check: CheckResult): string {
  const [innermost] = check.frames;
  if (innermost) return `Start at ${innermost}`;
  if (check.story) return "Follow the story line by line";
  return check.hints.length > 0 ? "Begin with the first hint" : "Begin with the public tests";
}

function unmetNeeds(check: CheckResult, submission: SubmissionReport): readonly string[] {
  const checks = submission.labs.flatMap((lab) => lab.checks);
  const held = new Set(checks.filter((one) => one.verdict === "pass").map((one) => one.id));
  return check.needs.filter((id) => !held.has(id));
}
