import { parse } from "csv-parse/sync";
import { describe, expect, test } from "vitest";
import { compareReports } from "../../src/gradebook/compare.ts";
import { compareCsv } from "../../src/gradebook/compare-csv.ts";
import { ComparisonTable } from "../../src/gradebook/compare-table.ts";
import { overridden } from "../../src/gradebook/overrides.ts";
import type { ClassReport } from "../../src/report/class-report.ts";
import type { SubmissionReport } from "../../src/report/report.ts";
import { terminalOf } from "../../src/report/terminal.ts";
import { HOSTILE_TEXTS, INVISIBLE } from "../report/hostile.ts";
import { classOf, collected, madeUp } from "./made-up.ts";

const OTHER_COURSE = "cd".repeat(32);
const OTHER_HASH = { hash: "77".repeat(32) };

async function compared(before: ClassReport, after: ClassReport) {
  const { totals, differences } = compareReports(before, after);
  return { differences: await collected(differences), totals };
}

/** What a comparison prints, in plain text. */
async function printed(before: ClassReport, after: ClassReport, limit = 50): Promise<string> {
  const { totals, differences } = compareReports(before, after);
  const table = new ComparisonTable(limit, {
    ...terminalOf(process.stdout),
    paint: (_, text) => text,
  });
  for await (const difference of differences) table.add(difference);
  return table.text(before, after, totals);
}

function without(submission: SubmissionReport, check: string): SubmissionReport {
  const labs = submission.labs.map((lab) => {
    return { ...lab, checks: lab.checks.filter(({ id }) => id !== check) };
  });
  return { ...submission, labs };
}

describe("a comparison", () => {
  const before = classOf([madeUp("anna"), madeUp("ben", { "1.7-sync": "fail" })]);

  test("finds nothing between equals, whatever was measured", async () => {
    const slow = classOf([
      madeUp("anna", {}, { durationMs: 1e6 }),
      madeUp("ben", { "1.7-sync": "fail" }),
    ]);
    const { differences, totals } = await compared(before, slow);
    expect(differences).toEqual([]);
    expect(totals).toEqual({ students: 2, resubmitted: 0, differences: 0, unrepeatable: 0 });
  });

  test("finds another verdict and other points, by student and check", async () => {
    const after = classOf([madeUp("anna", { "2.4-torn": "timeout" }), madeUp("ben")], OTHER_COURSE);
    const { differences, totals } = await compared(before, after);
    const pass = (points: number) => ({ verdict: "pass", points });
    expect(differences).toEqual([
      {
        student: "anna",
        day: 2,
        check: "2.4-torn",
        before: pass(5),
        after: { verdict: "timeout", points: 0 },
        resubmitted: false,
      },
      {
        student: "ben",
        day: 1,
        check: "1.7-sync",
        before: { verdict: "fail", points: 0 },
        after: pass(10),
        resubmitted: false,
      },
    ]);
    expect(totals).toMatchObject({ differences: 2, unrepeatable: 0 });
  });

  test("finds students, days and checks that are on one side only", async () => {
    const anna = madeUp("anna");
    const one = classOf([madeUp("aaron"), anna, madeUp("ben")]);
    const firstDay = { ...madeUp("ben"), labs: madeUp("ben").labs.slice(0, 1) };
    const other = classOf([without(anna, "1.3-crc"), firstDay, madeUp("zoe")], OTHER_COURSE);
    const { differences } = await compared(one, other);
    const found = differences.map(({ student, day, check, before, after }) => {
      return [student, day, check, before?.points, after?.points];
    });
    expect(found).toEqual([
      ["aaron", undefined, undefined, 25, undefined],
      ["anna", 1, "1.3-crc", 6, undefined],
      ["ben", 2, undefined, 9, undefined],
      ["zoe", undefined, undefined, undefined, 25],
    ]);
  });

  test("marks submissions that changed themselves", async () => {
    const after = classOf([
      madeUp("anna", { "1.3-crc": "fail" }, OTHER_HASH),
      madeUp("ben", { "1.7-sync": "fail" }, OTHER_HASH),
    ]);
    const { differences, totals } = await compared(before, after);
    expect(differences.map(({ resubmitted }) => resubmitted)).toEqual([true]);
    expect(totals).toMatchObject({ resubmitted: 2, unrepeatable: 0 });
  });

  test("says loudly when the same course judged the same submission otherwise", async () => {
    const after = classOf([madeUp("anna"), madeUp("ben", { "1.7-sync": "timeout" })]);
    expect((await compared(before, after)).totals.unrepeatable).toBe(1);
    expect(await printed(before, after)).toContain("NOT REPEATABLE: 1 verdict changed");
    const other = classOf([madeUp("anna"), madeUp("ben")], OTHER_COURSE);
    expect(await printed(before, other)).not.toContain("NOT REPEATABLE");
  });

  test("does not take an instructor's word for a verdict", async () => {
    const check = { student: "ben", day: 1, check: "1.7-sync", points: 4, comment: "Half." };
    const day = { student: "ben", day: 2, points: 1, comment: "Late." };
    const after = overridden(before, new Map([["ben", [check, day]]]));
    const { differences, totals } = await compared(before, after);
    expect(differences.map(({ check, after }) => [check, after?.points])).toEqual([
      ["1.7-sync", 4],
      [undefined, 1],
    ]);
    expect(totals.unrepeatable).toBe(0);
  });

  test("holds one submission of each side", async () => {
    let held = 0;
    async function* counted(): AsyncIterable<SubmissionReport> {
      for (let index = 100; index < 200; index++) {
        held++;
        yield madeUp(`s${index}`, { "1.3-crc": "fail" });
      }
    }
    const one = { ...classOf([]), submissions: counted };
    let seen = 0;
    for await (const _ of compareReports(one, classOf([])).differences) {
      expect(held - seen).toBeLessThanOrEqual(1);
      seen++;
    }
    expect(seen).toBe(100);
  });

  test("refuses submissions out of order", async () => {
    const names = ["ben", "anna"];
    const one = {
      ...classOf([]),
      submissions: async function* () {
        yield* names.map((name) => madeUp(name));
      },
    };
    await expect(compared(one, classOf([]))).rejects.toThrow(/not in order/);
  });
});

describe("a comparison as CSV", () => {
  test("has every difference", async () => {
    const before = classOf([madeUp("=anna"), madeUp("ben")]);
    const after = classOf([madeUp("=anna", { "1.7-sync": "fail" }, OTHER_HASH)], OTHER_COURSE);
    const lines = await collected(compareCsv(compareReports(before, after).differences));
    expect(parse(lines.join(""), { bom: true }).slice(1)).toEqual([
      ["'=anna", "1", "1.7-sync", "pass", "10", "fail", "0", "yes"],
      ["ben", "", "", "pass", "25", "", "", "no"],
    ]);
  });
});

describe("a comparison in a terminal", () => {
  const students = ["anna", "ben", "chloé"];
  const before = classOf(students.map((name) => madeUp(name)));
  const after = classOf(
    students.map((name) => madeUp(name, { "1.7-sync": "fail" })),
    OTHER_COURSE,
  );

  test("has both courses, a count for each check and the first differences", async () => {
    const text = await printed(before, after, 2);
    expect(text).toContain(`before  course ${before.courseHash}\nafter   course ${OTHER_COURSE}`);
    expect(text).toMatch(/1\.7-sync +✓ pass, 10 +✗ fail, 0 +3\n/);
    expect(text).toMatch(/ben +1\.7-sync +✓ pass, 10 +✗ fail, 0\n/);
    expect(text).not.toContain("chloé");
    expect(text).toContain("… and 1 more difference: --csv FILE");
    expect(text).toMatch(/3 differences, 3 students on both sides\.\n$/);
  });

  test.each(Object.values(HOSTILE_TEXTS))("moves no cursor: %j", async (name) => {
    const hostile = classOf([madeUp(name, { "1.7-sync": "fail" })]);
    expect(await printed(hostile, classOf([]))).not.toMatch(INVISIBLE);
  });
});
