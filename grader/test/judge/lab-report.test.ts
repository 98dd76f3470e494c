import { describe, expect, test } from "vitest";
import { DAYS, type Day } from "../../src/course/course.ts";
import {
  accounted,
  graderFailed,
  labReport,
  ungradable,
  withNeeds,
} from "../../src/judge/lab-report.ts";
import type { CheckFacts, CheckResult, Verdict } from "../../src/report/report.ts";

const [day] = DAYS as [Day];

function facts(id: string, needs: string[] = []): CheckFacts {
  return { id, exercise: "1.1", points: 2, rationale: "", hints: [], needs };
}

function result(check: CheckFacts, verdict: Verdict): CheckResult {
  return { ...check, verdict, message: "", frames: [], durationMs: 1 };
}

describe("accounting for results", () => {
  const [first, second] = [facts("first"), facts("second", ["first"])];
  const verdicts = (results: CheckResult[]) =>
    accounted([first, second], results).map(({ verdict }) => verdict);

  test("takes a missing result for the grader's error, never for a pass or a zero", () => {
    expect(verdicts([result(first, "pass")])).toEqual(["pass", "grader-error"]);
    expect(verdicts([])).toEqual(["grader-error", "grader-error"]);
  });

  test("knows what a check builds on, at whatever distance", () => {
    const catalogue = [first, facts("aside"), second, facts("third", ["second"])];
    const ids = (id: string) => withNeeds(catalogue, id).map((one) => one.id);
    expect(ids("third")).toEqual(["first", "second", "third"]);
    expect(ids("first")).toEqual(["first"]);
  });

  test("blocks a check whose ground has given way, passed or not", () => {
    const broken = result(first, "fail");
    expect(verdicts([broken, result(second, "fail")])).toEqual(["fail", "blocked"]);
    expect(verdicts([broken, result(second, "pass")])).toEqual(["fail", "blocked"]);
    expect(verdicts([broken, result(second, "timeout")])).toEqual(["fail", "timeout"]);
  });

  test("does so through any number of floors", () => {
    const third = facts("third", ["second"]);
    const results = [result(first, "fail"), result(second, "pass"), result(third, "pass")];
    const judged = accounted([first, second, third], results);
    expect(judged.map(({ verdict }) => verdict)).toEqual(["fail", "blocked", "blocked"]);
  });

  test("keeps the catalogue's order, and nothing that is not in it", () => {
    const results = [
      result(facts("forged"), "pass"),
      result(second, "pass"),
      result(first, "pass"),
    ];
    const ids = accounted([first, second], results).map(({ id }) => id);
    expect(ids).toEqual(["first", "second"]);
  });
});

describe("a lab's report", () => {
  test("counts points of passes only, and shows the gravest verdict", () => {
    const checks = [result(facts("a"), "pass"), result(facts("b"), "timeout")];
    const report = labReport(day, checks, [], "", 7);
    expect(report).toMatchObject({ points: 2, outOf: 4, verdict: "timeout" });
  });

  test("of a day that the grader failed to judge says so in every check", () => {
    const report = graderFailed(day, [facts("a"), facts("b")], new Error("no room"));
    expect(report).toMatchObject({ points: 0, outOf: 4, verdict: "grader-error" });
    expect(report.checks[1]?.message).toBe("The grader failed: no room");
  });

  test("of something that cannot run has the full denominator and no points", () => {
    const problem = { file: "src/a.ts", line: 3, column: 7, message: "Oops", hint: "" };
    const report = ungradable(day, [facts("a")], [problem], 1);
    expect(report).toMatchObject({ points: 0, outOf: 2, verdict: "ungradable" });
    expect(report.problems).toEqual([{ where: "src/a.ts:3:7", message: "Oops" }]);
  });
});
