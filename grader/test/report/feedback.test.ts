import { describe, expect, test } from "vitest";
import { DEFAULT_POLICY } from "../../src/policy/policy.ts";
import { withFeedback } from "../../src/report/feedback.ts";
import { FEEDBACK_LEVELS, type FeedbackLevel } from "../../src/report/feedback-level.ts";
import { writeGradeReport } from "../../src/report/json.ts";
import type { CheckResult, GradeReport, Verdict } from "../../src/report/report.ts";
import { REPORT } from "./fixture.ts";

const EVERYTHING = {
  ...{ message: true, story: true, frames: 2, hints: 3, durationMs: 12, output: true },
  ...{ source: true, layers: 3 },
};
const SCORES = { message: false, story: false, frames: 0, hints: 0, durationMs: 0, output: false };
const LITTLE = { message: false, story: false, frames: 0, hints: 1, durationMs: 0, output: false };
const NOTHING_INTERNAL = { source: false, layers: 0 };

/** Ben's second check as `level` shows it, had its verdict been `verdict`. */
function checkAt(level: FeedbackLevel, verdict: Verdict = "fail"): CheckResult | undefined {
  const submissions = REPORT.submissions.map((submission) => ({
    ...submission,
    labs: submission.labs.map((lab) => ({
      ...lab,
      checks: lab.checks.map((check) => (check.story ? { ...check, verdict } : check)),
    })),
  }));
  return withFeedback({ ...REPORT, submissions }, level).submissions[2]?.labs[0]?.checks[1];
}

describe("withFeedback", () => {
  test.each([
    ["practice", { ...EVERYTHING, ...NOTHING_INTERNAL }],
    ["before-due", { ...LITTLE, ...NOTHING_INTERNAL }],
    ["after-due", { ...EVERYTHING, ...NOTHING_INTERNAL }],
    ["scores", { ...SCORES, ...NOTHING_INTERNAL }],
    ["instructor", EVERYTHING],
  ] as const)("shows %s what the table says", (level, expected) => {
    const report = withFeedback(REPORT, level);
    const ben = report.submissions[2];
    const check = checkAt(level);
    const shown = {
      message: check?.message !== "",
      story: check?.story !== "",
      frames: check?.frames.length,
      hints: check?.hints.length,
      durationMs: check?.durationMs,
      output: ben?.labs[0]?.output !== "",
      source: ben?.source !== "",
      layers: report.layers.length,
    };
    expect(shown).toEqual(expected);
  });

  test.each(FEEDBACK_LEVELS)("keeps verdicts, points and problems for %s", (level) => {
    const report = withFeedback(REPORT, level);
    const facts = ({ submissions }: GradeReport) =>
      submissions.map(({ name, points, problems, labs }) => {
        const checks = labs.flatMap((lab) => lab.checks);
        return [name, points, problems, checks.map(({ id, verdict }) => [id, verdict])];
      });
    expect(facts(report)).toEqual(facts(REPORT));
    expect(report.feedback).toBe(level);
  });

  test.each(FEEDBACK_LEVELS)(
    "says why a check matters to %s, unless it gets scores only",
    (level) => {
      const { rationale } = checkAt(level) ?? {};
      expect(rationale).toBe(
        level === "scores" ? "" : REPORT.submissions[2]?.labs[0]?.checks[1]?.rationale,
      );
    },
  );

  test("shows in a phase what the policy says", () => {
    const { shown } = DEFAULT_POLICY;
    const open = { findings: true, output: false, durations: false, hints: 2 } as const;
    const policy = { ...DEFAULT_POLICY, shown: { ...shown, "before-due": open } };
    const report = withFeedback(REPORT, "before-due", policy);
    const lab = report.submissions[2]?.labs[0];
    expect(lab?.checks[1]).toMatchObject({
      ...REPORT.submissions[2]?.labs[0]?.checks[1],
      hints: expect.any(Array),
      durationMs: 0,
    });
    expect(lab?.checks[1]?.hints).toHaveLength(2);
    expect(lab?.output).toBe("");
  });

  test.each(["suspicious", "grader-error"] as const)(
    "shows only instructors the evidence of %s",
    (verdict) => {
      for (const level of FEEDBACK_LEVELS) {
        const hidden = level !== "instructor";
        expect(checkAt(level, verdict)?.message === "").toBe(hidden);
        expect(checkAt(level, verdict)?.story === "").toBe(hidden);
      }
    },
  );

  test("gives everything to the instructor", () => {
    expect(withFeedback(REPORT, "instructor")).toEqual({ ...REPORT, feedback: "instructor" });
  });

  test.each(FEEDBACK_LEVELS)(
    "shows no more to %s the second time, whatever came first",
    (level) => {
      for (const first of FEEDBACK_LEVELS) {
        const twice = writeGradeReport(withFeedback(withFeedback(REPORT, first), level));
        const once = writeGradeReport(withFeedback(REPORT, level));
        expect(twice.length).toBeLessThanOrEqual(once.length);
      }
    },
  );

  test("leaves out what is not a field of a report", () => {
    const extended = { ...REPORT, secret: "hidden expectation" };
    expect(JSON.stringify(withFeedback(extended, "practice"))).not.toContain("hidden expectation");
  });
});
