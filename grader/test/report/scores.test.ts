import { describe, expect, test } from "vitest";
import { nextStep } from "../../src/report/next-step.ts";
import type { LabReport } from "../../src/report/report.ts";
import { exerciseScores, exerciseSuccess, unmet, unrun } from "../../src/report/scores.ts";
import { gravest, VERDICT_NAMES, verdictOf } from "../../src/report/verdicts.ts";
import { percentOf } from "../../src/report/wording.ts";
import { REPORT } from "./fixture.ts";

const [chloe, anna, ben] = REPORT.submissions;
const [labOfBen] = ben?.labs ?? [];

/** The ids of some of a lab's checks. */
function idsOf(pick: typeof unmet, lab: LabReport | undefined): readonly string[] {
  return lab ? pick(lab).map(({ id }) => id) : [];
}

describe("scores", () => {
  test("count an exercise's points by the checks that passed", () => {
    const scores = labOfBen ? exerciseScores(labOfBen) : [];
    const rows = scores.map(({ exercise, points, outOf }) => [exercise, points, outOf]);
    expect(rows).toEqual([
      ["1.3", 6, 6],
      ["1.7", 0, 16],
      ["1.8", 0, 8],
    ]);
  });

  test("count who solved an exercise whole", () => {
    const solved = exerciseSuccess(REPORT.submissions).map((one) => one.solved);
    expect(solved).toEqual([2, 1, 1]);
  });

  test("put blocked checks last, and those that could not run apart", () => {
    expect(idsOf(unmet, labOfBen).at(-1)).toBe("1.7-failed-log-stays-failed");
    expect(idsOf(unmet, chloe?.labs[0])).toEqual([]);
    expect(idsOf(unrun, chloe?.labs[0])).toHaveLength(4);
  });

  test("are not rounded to all or nothing", () => {
    const shares = [0, 1, 500, 999, 1000].map((points) => percentOf(points, 1000));
    expect(shares).toEqual([0, 1, 50, 99, 100]);
    expect(percentOf(0, 0)).toBe(0);
  });
});

describe("verdicts", () => {
  test("take the gravest for the whole", () => {
    expect(gravest([])).toBe("pass");
    expect(gravest(["blocked", "fail", "pass"])).toBe("fail");
    expect(gravest(VERDICT_NAMES)).toBe("grader-error");
  });

  test("call a submission without labs ungradable", () => {
    if (anna) expect(verdictOf({ ...anna, labs: [] })).toBe("ungradable");
    expect(anna && verdictOf(anna)).toBe("pass");
  });

  test.each(VERDICT_NAMES)("have a next step each: %s", (verdict) => {
    const [check] = labOfBen?.checks ?? [];
    const step = check && ben && nextStep({ ...check, verdict }, ben);
    expect(step).toMatch(/^[A-Z].*\.$/);
  });
});
