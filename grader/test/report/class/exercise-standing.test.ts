import { describe, expect, test } from "vitest";
import { type Standing, standingOf } from "../../../src/report/class/exercise-standing.ts";
import type { CheckResult, Verdict } from "../../../src/report/report.ts";
import { REPORT } from "../fixture.ts";

const CASES: readonly [Standing, readonly Verdict[]][] = [
  ["all", ["pass", "pass"]],
  ["some", ["pass", "fail"]],
  ["some", ["blocked", "pass"]],
  ["none", ["fail", "blocked"]],
  ["none", ["timeout", "suspicious"]],
  ["none", ["flaky"]],
  ["blocked", ["blocked", "blocked"]],
  ["unrun", ["ungradable", "ungradable"]],
  ["unrun", ["grader-error"]],
];

describe("standingOf", () => {
  test.each(CASES)("is %s for %j", (standing, verdicts) => {
    const [facts] = REPORT.submissions[0]?.labs[0]?.checks ?? [];
    const checks = verdicts.map((verdict) => ({ ...facts, verdict }));
    expect(standingOf(checks as CheckResult[])).toBe(standing);
  });

  test("takes an exercise left blank for one not begun, and not for a mistake", () => {
    const checks = ["fail", "blocked"].map((verdict) => ({
      ...{ verdict, message: "Exercise 1.7 is not done yet." },
    }));
    expect(standingOf(checks as CheckResult[])).toBe("unrun");
  });
});
