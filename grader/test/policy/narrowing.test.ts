import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DEFAULT_POLICY, type Policy, type Shown } from "../../src/policy/policy.ts";
import { studentView, type Viewing } from "../../src/policy/student-view.ts";
import type { SubmissionReport, Verdict } from "../../src/report/report.ts";
import { VERDICT_NAMES } from "../../src/report/verdicts.ts";
import { REPORT } from "../report/fixture.ts";

const DUE = "2026-11-30T12:00:00Z";

const shown: fc.Arbitrary<Shown> = fc.record({
  findings: fc.boolean(),
  output: fc.boolean(),
  durations: fc.boolean(),
  hints: fc.oneof(fc.nat(4), fc.constantFrom("all" as const, "by-attempt" as const)),
});
const policy: fc.Arbitrary<Policy> = fc
  .record({
    practice: fc.boolean(),
    detailsPerDay: fc.option(fc.nat(2)),
    due: fc.constantFrom(DUE, null),
    shown: fc.record({ practice: shown, "before-due": shown, "after-due": shown }),
  })
  .map(({ due, ...rest }) => ({
    ...DEFAULT_POLICY,
    ...rest,
    due: { ...DEFAULT_POLICY.due, "1": due },
  }));
const viewing: fc.Arbitrary<Viewing> = fc.record({
  at: fc.constantFrom(new Date("2026-11-30T11:00:00Z"), new Date("2026-11-30T13:00:00Z")),
  gradings: fc.nat(4),
  attempts: fc.nat(3).map((failed) => new Map([["1.7-sync-before-resolve", failed]])),
});
const look = fc.tuple(policy, viewing);

/** Ben's submission, had his checks gone otherwise. */
const submission = fc
  .array(fc.constantFrom<Verdict>(...VERDICT_NAMES), { minLength: 4, maxLength: 4 })
  .map((verdicts): SubmissionReport => {
    const ben = REPORT.submissions[2] as SubmissionReport;
    const labs = ben.labs.map((lab) => ({
      ...lab,
      checks: lab.checks.map((check, index) => ({
        ...check,
        verdict: verdicts[index] ?? "fail",
        message: `evidence-${index}`,
      })),
    }));
    return { ...ben, labs };
  });

/** What there is to read, each with its place; that for whom it is, is not part of it. */
function readable(value: unknown, place = ""): string[] {
  if (typeof value !== "object" || value === null) {
    return value === "" || value === 0 ? [] : [`${place}=${String(value)}`];
  }
  return Object.entries(value)
    .filter(([key]) => key !== "feedback")
    .flatMap(([key, part]) => readable(part, `${place}.${key}`));
}

describe("narrowing twice", () => {
  test("shows no more than either", () => {
    fc.assert(
      fc.property(submission, look, look, (whole, one, other) => {
        const twice = readable(studentView(studentView(whole, ...one), ...other));
        for (const once of [one, other]) {
          const seen = new Set(readable(studentView(whole, ...once)));
          expect(twice.filter((fact) => !seen.has(fact))).toEqual([]);
        }
      }),
    );
  });
});

describe("no policy", () => {
  test("opens what is for the instructor alone", () => {
    fc.assert(
      fc.property(submission, look, (whole, [rules, when]) => {
        const seen = studentView(whole, rules, when);
        expect(seen.source).toBe("");
        for (const check of seen.labs.flatMap(({ checks }) => checks)) {
          if (check.verdict !== "suspicious" && check.verdict !== "grader-error") continue;
          expect([check.message, check.story ?? "", check.frames]).toEqual(["", "", []]);
        }
      }),
    );
  });
});
