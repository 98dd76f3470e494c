import { describe, expect, test } from "vitest";
import { ClassSums } from "../../../src/report/class/class-sums.ts";
import type { CheckResult, SubmissionReport } from "../../../src/report/report.ts";
import { CLASS_DAYS, MadeUpClass } from "./made-up-class.ts";

describe("ClassSums", () => {
  test("counts a failed check as missed, and its rule as broken", async () => {
    const sums = await sumsWith((check) => ({ ...check, verdict: "fail", message: "Lost." }));
    expect(missedIn(sums)).toEqual(sums.rows.map(() => sums.checks.size));
    for (const { brokenBy } of sums.invariants) expect(brokenBy).toEqual([0, 1, 2]);
  });

  test("counts what was left blank neither as missed nor as broken nor as tried", async () => {
    const message = "Exercise 1.7 is not done yet.";
    const sums = await sumsWith((check) => ({ ...check, verdict: "fail", message }));
    expect(missedIn(sums)).toEqual([0, 0, 0]);
    for (const { brokenBy, tried } of sums.invariants) expect([brokenBy, tried]).toEqual([[], 0]);
  });

  test("counts a timeout as missed and as breaking no rule", async () => {
    const sums = await sumsWith((check) => ({ ...check, verdict: "timeout" }));
    expect(missedIn(sums)).toEqual(sums.rows.map(() => sums.checks.size));
    for (const { brokenBy } of sums.invariants) expect(brokenBy).toEqual([]);
  });

  test("leaves out a day that the class was not graded on", async () => {
    const [first] = CLASS_DAYS;
    const sums = new ClassSums(first ? [first] : []);
    for await (const submission of new MadeUpClass(3).submissions()) sums.add(submission, "a");
    expect(sums.rows.map(({ points }) => points.length)).toEqual([1, 1, 1]);
    expect([...sums.exercises.keys()].every((exercise) => exercise.startsWith("1."))).toBe(true);
  });
});

async function sumsWith(change: (check: CheckResult) => CheckResult): Promise<ClassSums> {
  const sums = new ClassSums(CLASS_DAYS);
  const changed = (submission: SubmissionReport): SubmissionReport => ({
    ...submission,
    labs: submission.labs.map((lab) => ({ ...lab, checks: lab.checks.map(change) })),
  });
  for await (const submission of new MadeUpClass(3, changed).submissions()) {
    sums.add(submission, submission.name);
  }
  return sums;
}

/** How many checks each submission missed. */
function missedIn({ rows, checks }: ClassSums): readonly number[] {
  return rows.map(
    (_, row) => [...checks.values()].filter((one) => one.missedBy.includes(row)).length,
  );
}
