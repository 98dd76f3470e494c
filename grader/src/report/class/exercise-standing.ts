import { isBlank } from "../blank.ts";
import type { CheckResult, Verdict } from "../report.ts";

/**
 * How an exercise went in one submission.
 *
 * | standing | when |
 * | --- | --- |
 * | `all` | every check passed |
 * | `some` | at least one passed |
 * | `none` | none passed, and at least one was run |
 * | `blocked` | none was run, since checks that they build on did not pass |
 * | `unrun` | there was nothing to run: left blank, does not compile; or the grader failed |
 */
export type Standing = "all" | "some" | "none" | "blocked" | "unrun";

/** In the order in which a bar is stacked, with the words of its legend. */
export const STANDINGS: Readonly<Record<Standing, string>> = {
  all: "all checks pass",
  some: "some pass",
  none: "none passes",
  blocked: "blocked by an earlier exercise",
  unrun: "blank or not run",
};

/** Every standing, the best first. */
export const STANDING_NAMES = Object.keys(STANDINGS) as readonly Standing[];

const NOT_RUN: readonly Verdict[] = ["blocked", "ungradable", "grader-error"];

/** How the checks of one exercise, at least one, went. */
export function standingOf(checks: readonly CheckResult[]): Standing {
  const verdicts = checks.map(({ verdict }) => verdict);
  if (verdicts.every((verdict) => verdict === "pass")) return "all";
  if (verdicts.includes("pass")) return "some";
  const isTried = checks.some((check) => !NOT_RUN.includes(check.verdict) && !isBlank(check));
  if (isTried) return "none";
  const isWaiting = verdicts.includes("blocked") && !checks.some(isBlank);
  return isWaiting ? "blocked" : "unrun";
}
