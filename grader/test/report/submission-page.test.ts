import { describe, expect, test } from "vitest";
import { htmlReport } from "../../src/report/html.ts";
import type { LabReport, SubmissionReport } from "../../src/report/report.ts";
import { REPORT } from "./fixture.ts";

const BUGS = 21;

describe("the page of a submission", () => {
  test("gives the sentence of the rule that broke, and where it is explained", () => {
    const page = pageWith({});
    expect(page).toContain("<strong>O1</strong>: write &lt; fsync &lt; acknowledge");
    expect(page).toContain("docs/crash-model.md");
  });

  test("says what a person decided about a check and about a day, and who", () => {
    const override = { points: 4, comment: "Half of it is right.", by: "K. Berger" };
    const checks = labOfBen().checks.map((check, at) =>
      at === 1 ? { ...check, override } : check,
    );
    const page = pageWith({ checks, override: { comment: "A hard day." } });
    expect(page).toMatch(
      /1\.7-sync-before-resolve<\/code> now earns <strong>4 points<\/strong>.*K\. Berger/,
    );
    expect(page).toContain("Half of it is right.");
    expect(page).toContain("A hard day.");
  });

  test("carries the instructor's word to its author", () => {
    expect(pageWith({}, { comment: "Come and see me." })).toContain("Come and see me.");
  });

  test("says how many planted bugs the tests handed in notice", () => {
    const tests = { tests: 5, valid: true, noticed: 13, outOf: BUGS, problems: [] };
    expect(pageWith({ tests })).toContain("<strong>13</strong> of 21 planted bugs");
  });

  test("says why tests are not valid", () => {
    const problems = [{ where: "tests/log.test.ts", message: "The reference fails it." }];
    const tests = { tests: 5, valid: false, noticed: 0, outOf: BUGS, problems };
    expect(pageWith({ tests })).toContain("The reference fails it.");
  });

  test("says which limits a timeout was measured by", () => {
    const page = pageWith({ limits: { slowdown: 2, callMs: 4_000, dayMs: 120_000 } });
    expect(page).toContain("4.0 s a call");
  });
});

function labOfBen(): LabReport {
  const lab = REPORT.submissions.find(({ name }) => name === "ben")?.labs[0];
  if (lab === undefined) throw new Error("The report has no Ben.");
  return lab;
}

function pageWith(lab: Partial<LabReport>, submission: Partial<SubmissionReport> = {}): string {
  const [ben] = REPORT.submissions.filter(({ name }) => name === "ben");
  const changed = { ...ben, labs: [{ ...labOfBen(), ...lab }], ...submission } as SubmissionReport;
  const [, page] = htmlReport({ ...REPORT, submissions: [changed] });
  return page?.html ?? "";
}
