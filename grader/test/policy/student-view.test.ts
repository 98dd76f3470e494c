import { describe, expect, test } from "vitest";
import { phaseOf } from "../../src/policy/phase.ts";
import { DEFAULT_POLICY, type Policy } from "../../src/policy/policy.ts";
import { studentView, type Viewing } from "../../src/policy/student-view.ts";
import type { SubmissionReport } from "../../src/report/report.ts";
import { REPORT } from "../report/fixture.ts";

const DUE = "2026-11-30T23:59:00+01:00";
const LATER = "2026-12-04T12:00:00Z";
const POLICY: Policy = {
  ...DEFAULT_POLICY,
  timeZone: "Europe/Berlin",
  due: { ...DEFAULT_POLICY.due, "1": DUE },
  extensions: { chloé: { "1": LATER } },
  detailsPerDay: 2,
};
const BEFORE = new Date("2026-11-30T22:58:59.999Z");
const AFTER = new Date("2026-11-30T22:59:00Z");

/** Ben's submission, with a second day just like the first, as he sees it. */
function view(viewing: Viewing, policy: Policy = POLICY): SubmissionReport {
  const ben = REPORT.submissions[2] as SubmissionReport;
  const labs = ben.labs.flatMap((lab) => [lab, { ...lab, day: 2 }]);
  return studentView({ ...ben, labs }, policy, viewing);
}

function failedCheck(submission: SubmissionReport, index = 0) {
  return submission.labs[index]?.checks[1];
}

describe("phaseOf", () => {
  test("is after the due date from its very moment on", () => {
    expect(phaseOf(POLICY, 1, "ben", BEFORE)).toBe("before-due");
    expect(phaseOf(POLICY, 1, "ben", AFTER)).toBe("after-due");
  });

  test("never leaves before-due where nothing is due", () => {
    expect(phaseOf(POLICY, 2, "ben", new Date("2099-01-01T00:00:00Z"))).toBe("before-due");
  });

  test("waits for the end of a student's own extension", () => {
    expect(phaseOf(POLICY, 1, "chloé", AFTER)).toBe("before-due");
    expect(phaseOf(POLICY, 1, "chloé", new Date(LATER))).toBe("after-due");
    expect(phaseOf(POLICY, 1, "toString", AFTER)).toBe("after-due");
  });

  test("is practice all the time in a class without marks", () => {
    const policy = { ...POLICY, practice: true };
    expect(phaseOf(policy, 1, "ben", BEFORE)).toBe("practice");
    expect(phaseOf(policy, 1, "ben", AFTER)).toBe("practice");
  });
});

describe("studentView", () => {
  test("shows each day by its own due date", () => {
    const shown = view({ at: AFTER });
    expect(failedCheck(shown, 0)).toMatchObject({ message: expect.stringMatching(/./) });
    expect(failedCheck(shown, 1)).toMatchObject({ message: "", story: "", frames: [] });
    expect(shown.labs.map(({ feedback }) => feedback?.level)).toEqual(["after-due", "before-due"]);
    expect(shown.labs.map(({ output }) => output !== "")).toEqual([true, false]);
  });

  test("keeps the time of the whole while that of a day is withheld", () => {
    expect(view({ at: AFTER }).durationMs).toBe(0);
    expect(view({ at: AFTER }, { ...POLICY, practice: true }).durationMs).toBe(1_300);
  });

  test("says from when on there is more", () => {
    const notes = (at: Date) => view({ at }).labs.map(({ feedback }) => feedback?.note);
    expect(notes(BEFORE)).toEqual(["More is shown from 2026-11-30 23:59 (Europe/Berlin) on.", ""]);
    expect(notes(AFTER)).toEqual(["", ""]);
  });

  test("gives one rung more for each attempt in which the check failed", () => {
    const rungs = (failed: number) => {
      const attempts = new Map([["1.7-sync-before-resolve", failed]]);
      return failedCheck(view({ at: BEFORE, attempts }))?.hints.length;
    };
    expect([0, 1, 2, 9].map(rungs)).toEqual([1, 2, 3, 3]);
    expect(view({ at: BEFORE }).labs[0]?.checks[0]?.hints).toHaveLength(1);
  });

  test("shows scores alone once the details of the day are used up", () => {
    const details = view({ at: AFTER, gradings: 2 });
    const scores = view({ at: AFTER, gradings: 3 });
    expect(failedCheck(details)?.message).toMatch(/./);
    const withheld = { rationale: "", hints: [], message: "", story: "", frames: [] };
    expect(failedCheck(scores)).toMatchObject({ ...withheld, verdict: "fail", points: 10 });
    expect([scores.points, scores.labs[0]?.points]).toEqual([details.points, 6]);
    expect(scores.labs[0]?.feedback).toEqual({
      level: "scores",
      note:
        "This is grading 3 of the day, and 2 show details. " +
        "Details come again on 2026-12-01, from 00:00 on (Europe/Berlin).",
    });
  });

  test("sets no limit where the policy has none, and where nobody counts", () => {
    const unlimited = { ...POLICY, detailsPerDay: null };
    expect(view({ at: AFTER, gradings: 99 }, unlimited).labs[0]?.feedback?.level).toBe("after-due");
    expect(view({ at: AFTER }).labs[0]?.feedback?.level).toBe("after-due");
  });

  test("shows type problems even with the scores alone", () => {
    const chloe = REPORT.submissions[0] as SubmissionReport;
    const shown = studentView(chloe, POLICY, { at: BEFORE, gradings: 3 });
    expect(shown.labs[0]?.problems).toEqual(chloe.labs[0]?.problems);
    expect(shown.problems).toEqual(chloe.problems);
  });
});
