import type { BundleProblem } from "../bundle/bundle-submission.ts";
import type { Day } from "../course/course.ts";
import type { CheckFacts, CheckResult, LabReport, Problem, Verdict } from "../report/report.ts";
import { gravest } from "../report/verdicts.ts";

/**
 * Holds results against the catalogue: in its order, each exactly once. What is missing is the
 * grader's error. A check that builds on one that did not pass is blocked, even if it passed itself: a
 * log that writes nothing damages nothing, either.
 */
export function accounted(
  catalogue: readonly CheckFacts[],
  results: readonly CheckResult[],
): CheckResult[] {
  const byId = new Map(results.map((result) => [result.id, result]));
  const needsOf = new Map(catalogue.map(({ id, needs }) => [id, needs]));
  const stands = (id: string): boolean =>
    byId.get(id)?.verdict === "pass" && (needsOf.get(id) ?? []).every(stands);
  return catalogue.map((facts) => {
    const result = byId.get(facts.id);
    if (!result) return without(facts, "grader-error", "The check gave no result.");
    const missing = facts.needs.find((id) => !stands(id));
    if (!missing || !BLOCKABLE.has(result.verdict)) return result;
    const message = result.message || `This counts once ${missing} passes.`;
    return { ...result, verdict: "blocked", message };
  });
}

/** A check and all that it builds on, directly or not, in the order of the catalogue. */
export function withNeeds(catalogue: readonly CheckFacts[], id: string): CheckFacts[] {
  const facts = catalogue.find((one) => one.id === id);
  const wanted = new Set([id]);
  for (const need of facts?.needs ?? []) {
    for (const one of withNeeds(catalogue, need)) wanted.add(one.id);
  }
  return catalogue.filter((one) => wanted.has(one.id));
}

const BLOCKABLE: ReadonlySet<Verdict> = new Set<Verdict>(["pass", "fail"]);

/** The report of a day from its checks. */
export function labReport(
  day: Day,
  checks: readonly CheckResult[],
  problems: readonly Problem[],
  output: string,
  durationMs: number,
): LabReport {
  const sum = (some: readonly CheckResult[]) =>
    some.reduce((points, check) => points + check.points, 0);
  return {
    day: day.number,
    title: day.title,
    verdict: gravest(checks.map(({ verdict }) => verdict)),
    points: sum(checks.filter(({ verdict }) => verdict === "pass")),
    outOf: sum(checks),
    checks,
    problems,
    output,
    durationMs: Math.round(durationMs),
  };
}

/** The report of a day of which nothing could be run. */
export function ungradable(
  day: Day,
  catalogue: readonly CheckFacts[],
  found: readonly BundleProblem[],
  durationMs: number,
): LabReport {
  const message = "There is nothing to run: see the problems.";
  const checks = catalogue.map((facts) => without(facts, "ungradable", message));
  const problems = found.map(({ file, line, column, message, hint }) => ({
    where: line > 0 ? `${file}:${line}:${column}` : file || "src",
    message,
    ...(hint && { hint }),
  }));
  return labReport(day, checks, problems, "", durationMs);
}

/** The report of a day that the grader failed to judge: nobody is marked by it. */
export function graderFailed(
  day: Day,
  catalogue: readonly CheckFacts[],
  error: unknown,
): LabReport {
  const message = `The grader failed: ${error instanceof Error ? error.message : String(error)}`;
  const checks = catalogue.map((facts) => without(facts, "grader-error", message));
  return labReport(day, checks, [], "", 0);
}

function without(facts: CheckFacts, verdict: Verdict, message: string): CheckResult {
  return { ...facts, verdict, message, frames: [], durationMs: 0 };
}
