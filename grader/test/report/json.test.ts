import { describe, expect, test } from "vitest";
import { readGradeReport, writeGradeReport } from "../../src/report/json.ts";
import type { GradeReport } from "../../src/report/report.ts";
import { REPORT } from "./fixture.ts";
import { HOSTILE_TEXTS, hostileReport, INVISIBLE } from "./hostile.ts";

/** The fixture as JSON, with one part of the text exchanged. */
function altered(from: string, to: string): string {
  const json = writeGradeReport(REPORT);
  expect(json).toContain(from);
  return json.replace(from, () => to);
}

describe("a report as JSON", () => {
  test("is read as it was written, submissions by name", () => {
    const read = readGradeReport(writeGradeReport(REPORT));
    const [chloe, anna, ben] = REPORT.submissions;
    expect(read).toEqual({ ...REPORT, submissions: [anna, ben, chloe] });
  });

  test("is the same text whatever order fields and submissions come in", () => {
    const reversed = Object.fromEntries(Object.entries(REPORT).reverse()) as unknown as GradeReport;
    const submissions = REPORT.submissions.toReversed();
    expect(writeGradeReport({ ...reversed, submissions })).toBe(writeGradeReport(REPORT));
  });

  test("has no submissions, or any feedback level, just as well", () => {
    const report: GradeReport = { ...REPORT, submissions: [], feedback: "after-due" };
    expect(readGradeReport(writeGradeReport(report))).toEqual(report);
  });

  test.each(Object.entries(HOSTILE_TEXTS))("keeps %s, and prints harmlessly", (_kind, text) => {
    const report = hostileReport(text);
    const json = writeGradeReport(report);
    expect(json).not.toMatch(INVISIBLE);
    expect(readGradeReport(json).submissions[0]?.labs[0]?.output).toBe(text);
  });

  test.each([
    ["{", "", "document: expected JSON"],
    ['"format": 1', '"format": 2', "format: expected 1, found 2."],
    ['"layers": [', '"strata": [', "layers: expected a list, found nothing."],
    ['"verdict": "timeout"', '"verdict": "passed"', "submissions[1].labs[0].verdict: expected "],
    [
      '"points": 30',
      '"points": "30"',
      'submissions[0].points: expected a number of 0 or more, found "30".',
    ],
    ['"points": 30', '"points": -1', "submissions[0].points: "],
    ['"day": 1', '"day": 6', "submissions[0].labs[0].day: "],
    ['"active": true', '"active": 1', "layers[0].active: expected true or false, found 1."],
    ['"frames": []', '"frames": [7]', "submissions[0].labs[0].checks[0].frames[0]: expected text"],
  ])("is refused with %s exchanged for %s", (from, to, message) => {
    expect(() => readGradeReport(altered(from, to))).toThrow(message);
  });

  test.each(["null", "[]", "7", '""'])("is refused when it is %s", (json) => {
    expect(() => readGradeReport(json)).toThrow("document: expected an object");
  });

  test("is not written when it could not be read", () => {
    const report = { ...REPORT, durationMs: Number.NaN };
    expect(() => writeGradeReport(report)).toThrow("durationMs: ");
  });
});
