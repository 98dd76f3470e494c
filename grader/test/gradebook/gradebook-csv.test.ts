import { parse } from "csv-parse/sync";
import { describe, expect, test } from "vitest";
import { keptCell, textCell } from "../../src/gradebook/cells.ts";
import { gradebookCsv } from "../../src/gradebook/gradebook-csv.ts";
import { withOverrides } from "../../src/gradebook/overrides.ts";
import type { SubmissionReport, TestsReport } from "../../src/report/report.ts";
import { HOSTILE_TEXTS, INVISIBLE } from "../report/hostile.ts";
import { classOf, collected, madeUp } from "./made-up.ts";

async function gradebook(...submissions: SubmissionReport[]): Promise<string> {
  return (await collected(gradebookCsv(classOf(submissions)))).join("");
}

/** The rows as a reader of CSV sees them, by column. */
async function rows(...submissions: SubmissionReport[]) {
  return parse<Record<string, string>>(await gradebook(...submissions), {
    bom: true,
    columns: true,
  });
}

/** The parts of a cell that some spreadsheet would calculate, wherever it begins a new one. */
function formulasIn(cell: string): readonly string[] {
  const parts = cell.split(/[,;\t|\r\n]/).map((part) => part.replace(/^[\s"]+/, ""));
  return parts.filter((part) => /^[=+\-@＝＋－＠]/u.test(part));
}

describe("the gradebook", () => {
  test("has a column for each day, with its points", async () => {
    const [anna, ben] = await rows(madeUp("ben", { "1.7-sync": "fail" }), madeUp("anna"));
    expect(anna).toEqual({
      ...{ student: "anna", submission: "sha256:5e125e125e12", "Day 1 (16)": "16" },
      ...{ "Day 2 (9)": "9", total: "25", "out of": "25", verdict: "pass", "needs review": "" },
      ...{ problems: "0", decisions: "", comment: "", course: "sha256:abababababab" },
    });
    expect(ben).toMatchObject({ student: "ben", "Day 1 (16)": "6", total: "15", verdict: "fail" });
  });

  test("tells a day that was not graded from one without points", async () => {
    const whole = madeUp("anna");
    const partial = { ...whole, labs: whole.labs.slice(0, 1), points: 16, outOf: 16 };
    const zero = madeUp("ben", { "2.1-scan": "fail", "2.4-torn": "fail" });
    const [first, second, third] = await rows(partial, zero, madeUp("chloé"));
    expect(first).toMatchObject({ "Day 2 (9)": "", "needs review": "day 2: not graded" });
    expect(second).toMatchObject({ "Day 2 (9)": "0", "needs review": "" });
    expect(third?.["Day 2 (9)"]).toBe("9");
  });

  test.each(["suspicious", "flaky", "grader-error"] as const)(
    "asks for a person where a check is %s, until somebody decides",
    async (verdict) => {
      const open = madeUp("anna", { "1.7-sync": verdict });
      const decision = {
        student: "anna",
        day: 1,
        check: "1.7-sync",
        points: 0,
        comment: "A copy.",
      };
      const decided = withOverrides(open, new Map([["anna", [decision]]]));
      expect((await rows(open))[0]?.["needs review"]).toBe(`day 1: 1.7-sync ${verdict}`);
      expect((await rows(decided))[0]?.["needs review"]).toBe("");
    },
  );

  test("says what an instructor decided", async () => {
    const decisions = [
      { student: "anna", day: 1, check: "1.7-sync", points: 2.5, comment: "Late.", by: "ann" },
      { student: "anna", day: 2, comment: "Nice." },
      { student: "anna", comment: "See me." },
    ];
    const [anna] = await rows(withOverrides(madeUp("anna"), new Map([["anna", decisions]])));
    expect(anna?.decisions).toBe("1.7-sync 10 to 2.5: Late. (ann) / day 2: Nice.");
    expect(anna).toMatchObject({ comment: "See me.", "Day 1 (16)": "8.5", total: "17.5" });
  });

  test("has columns for tests by students only if there are any", async () => {
    const tests: TestsReport = { tests: 3, valid: true, noticed: 4, outOf: 12, problems: [] };
    const anna = madeUp("anna");
    const labs = anna.labs.map((lab) => (lab.day === 2 ? { ...lab, tests } : lab));
    const [first, second] = await rows({ ...anna, labs }, madeUp("ben"));
    expect(first?.["Day 2 tests (12)"]).toBe("4");
    expect(second?.["Day 2 tests (12)"]).toBe("");
    expect(Object.keys(first ?? {})).not.toContain("Day 1 tests (12)");
  });

  test("counts problems of the submission and of its days", async () => {
    const problem = { where: "src/a.ts", message: "It does not compile." };
    const anna = madeUp("anna", {}, { problems: [problem] });
    const labs = anna.labs.map((lab) => ({ ...lab, problems: [problem] }));
    expect((await rows({ ...anna, labs }))[0]?.problems).toBe("3");
  });

  test("is the same, byte for byte, whatever was measured on the way", async () => {
    const slow = madeUp("anna", {}, { durationMs: 99_999, source: "/elsewhere/anna.zip" });
    expect(await gradebook(slow)).toBe(await gradebook(madeUp("anna")));
  });

  test("is written as the class is read", async () => {
    const report = classOf([madeUp("anna")]);
    async function* endless(): AsyncIterable<SubmissionReport> {
      yield madeUp("anna");
      throw new Error("Read too far.");
    }
    let readings = 0;
    const submissions = () => (readings++ === 0 ? report.submissions() : endless());
    const lines = gradebookCsv({ ...report, submissions })[Symbol.asyncIterator]();
    await lines.next();
    expect((await lines.next()).value).toMatch(/^anna,/);
    await expect(lines.next()).rejects.toThrow("Read too far.");
  });
});

describe("text in a gradebook", () => {
  const texts = {
    ...HOSTILE_TEXTS,
    sum: "=1+1",
    plus: "+49 30 123",
    minus: "-2+3",
    at: "@SUM(A1)",
    "full width": "＝1+1",
    "after a blank": "  =1+1",
    "after a quote": '"=1+1',
    "after a tab": "\t=1+1",
    "after a line end": "\r\n=1+1",
    "in the next cell, where semicolons separate": "anna;=1+1",
    "in the next cell, after quotes": 'anna";"=1+1',
    "in a later line": "anna\n@SUM(A1)",
  };

  test.each(Object.entries(texts))("is no formula in any column: %s", async (_, text) => {
    const decision = { student: text, day: 1, points: 1, comment: text, by: text };
    const whole = { student: text, comment: text };
    const one = withOverrides(
      madeUp(text, {}, { hash: text }),
      new Map([[text, [decision, whole]]]),
    );
    const [row] = await rows(one, madeUp("zoe"));
    expect(Object.values(row ?? {}).flatMap(formulasIn)).toEqual([]);
    expect(Object.values(row ?? {}).join("")).not.toMatch(INVISIBLE);
  });

  test("would be one without that", () => {
    expect(Object.values(texts).filter((text) => formulasIn(text).length > 0)).toHaveLength(13);
  });
});

describe("cells", () => {
  test("stay as they are when nothing would calculate them", () => {
    const texts = ["Doe, Jane", "a-b", "x = 1", "-", "jane@uni.edu", "chloé 🙂", ""];
    expect(texts.map(textCell)).toEqual(texts);
    expect(texts.map(keptCell)).toEqual(texts);
  });

  test("of somebody else's file stay numbers", () => {
    expect(["-5", "+49123", "12,5", "90%"].map(keptCell)).toEqual(["-5", "+49123", "12,5", "90%"]);
    expect(keptCell("-5+A1")).toBe("'-5+A1");
  });
});
