import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { COURSE_ROOT } from "../../src/course/course.ts";
import { DEFAULT_POLICY } from "../../src/policy/policy.ts";
import { parsePolicy } from "../../src/policy/read-policy.ts";
import { withFeedback } from "../../src/report/feedback.ts";
import { FEEDBACK_LEVELS, type FeedbackLevel } from "../../src/report/feedback-level.ts";
import type { GradeReport } from "../../src/report/report.ts";
import { REPORT } from "../report/fixture.ts";

const COLUMNS: readonly FeedbackLevel[] = ["scores", "before-due", "practice", "instructor"];

/** What each row of the table is about, in a report. */
const ROWS: Readonly<Record<string, (report: GradeReport) => unknown>> = {
  "verdict, points, id, rule, measures": (report) => failed(report)?.invariant,
  rationale: (report) => failed(report)?.rationale,
  "finding, crash story, places in the code": (report) => failed(report)?.story,
  "what the submission printed, how long everything took": (report) => ben(report)?.labs[0]?.output,
  "where it came from, isolation layers": (report) => ben(report)?.source,
};

async function guide(): Promise<string> {
  return readFile(join(COURSE_ROOT, "docs/instructors-guide.md"), "utf8");
}

function ben({ submissions }: GradeReport) {
  return submissions[2];
}

function failed(report: GradeReport) {
  return ben(report)?.labs[0]?.checks[1];
}

describe("the instructor's guide", () => {
  test.each(Object.entries(ROWS))("says who sees: %s", async (title, shown) => {
    const row = (await guide()).split("\n").find((line) => line.startsWith(`| ${title} `)) ?? "";
    const cells = row.split("|").slice(2, -1);
    const expected = COLUMNS.map((level) => (shown(withFeedback(REPORT, level)) ? "yes" : "no"));
    expect(cells.map((cell) => cell.trim())).toEqual(expected);
  });

  test("has a column for every level", () => {
    const both = (level: FeedbackLevel) => DEFAULT_POLICY.shown[level as "practice"];
    expect(both("after-due")).toEqual(both("practice"));
    expect([...COLUMNS, "after-due"].toSorted()).toEqual([...FEEDBACK_LEVELS].toSorted());
  });

  test("shows policies that can be read", async () => {
    const policies = [...(await guide()).matchAll(/```json\n(.*?)```/gs)]
      .map(([, text = ""]) => text)
      .filter((text) => /"(?:practice|due|shown)"/.test(text));
    expect(policies.length).toBeGreaterThanOrEqual(3);
    for (const text of policies) expect(parsePolicy(text, "guide").timeZone).toMatch(/./);
  });
});
