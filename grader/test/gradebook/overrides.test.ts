import { describe, expect, test } from "vitest";
import { type Decision, overridden, withOverrides } from "../../src/gradebook/overrides.ts";
import { reviewReasons } from "../../src/gradebook/review.ts";
import { earned, earnedInLab, exerciseScores } from "../../src/report/scores.ts";
import { classOf, collected, madeUp } from "./made-up.ts";

const BEN = madeUp("ben", { "1.7-sync": "fail", "2.4-torn": "suspicious" });

function decided(...decisions: Omit<Decision, "student" | "comment">[]) {
  const all = decisions.map((one) => ({ student: "ben", comment: "I looked.", ...one }));
  return withOverrides(BEN, new Map([["ben", all]]));
}

describe("an override", () => {
  test("of a check replaces its points and leaves the verdict", () => {
    const { labs, points } = decided({ day: 1, check: "1.7-sync", points: 7.5, by: "ann" });
    const check = labs[0]?.checks[1];
    expect(check?.verdict).toBe("fail");
    expect(check?.override).toEqual({ points: 7.5, comment: "I looked.", by: "ann" });
    expect([labs[0]?.points, labs[1]?.points, points]).toEqual([13.5, 4, 17.5]);
  });

  test("takes points away, too", () => {
    expect(decided({ day: 1, check: "1.3-crc", points: 0 }).labs[0]?.points).toBe(0);
  });

  test("of a day beats those of its checks", () => {
    const check = { day: 1, check: "1.7-sync", points: 10 };
    const { labs, points } = decided(check, { day: 1, points: 3 });
    expect([labs[0]?.points, points]).toEqual([3, 7]);
  });

  test("without points is a comment and changes nothing else", () => {
    const { labs, points } = decided({ day: 1, check: "1.7-sync" }, { day: 2 });
    expect(points).toBe(BEN.points);
    expect(labs[0]?.checks[1]?.override).toEqual({ comment: "I looked." });
    expect(labs[1]?.override).toEqual({ comment: "I looked." });
  });

  test("of the whole is the submission's comment", () => {
    expect(decided({})).toEqual({ ...BEN, comment: "I looked." });
  });

  test("counts wherever points are summed", () => {
    const lab = decided({ day: 1, check: "1.7-sync", points: 4 }).labs[0];
    expect(lab && exerciseScores(lab).map(({ points }) => points)).toEqual([6, 4]);
    expect(lab && earnedInLab(lab)).toBe(10);
    expect(lab?.checks.map(earned)).toEqual([6, 4]);
  });

  test("touches nobody else, and is applied when a class is read", async () => {
    const anna = madeUp("anna");
    const decision = { student: "ben", day: 2, points: 9, comment: "Fine." };
    const report = overridden(classOf([BEN, anna]), new Map([["ben", [decision]]]));
    const [first, second] = await collected(report.submissions());
    expect(first).toBe(anna);
    expect(second?.points).toBe(15);
    expect(await collected(report.submissions())).toHaveLength(2);
  });

  test("counts for a day that was not graded, and leaves its other checks to a person", async () => {
    const partial = { ...BEN, labs: BEN.labs.slice(0, 1), points: 6, outOf: 16 };
    const decision = { student: "ben", day: 2, comment: "On paper." };
    const days = classOf([madeUp("anna")]).days;
    const read = async (more: object) => {
      const overrides = new Map([["ben", [{ ...decision, ...more }]]]);
      const [ben] = await collected(
        overridden({ ...classOf([partial]), days }, overrides).submissions(),
      );
      return [ben?.points, ben?.outOf, ben && reviewReasons(ben, [1, 2])];
    };
    expect(await read({ points: 8 })).toEqual([14, 25, []]);
    const rest = ["day 2: 2.4-torn grader-error"];
    expect(await read({ check: "2.1-scan", points: 4 })).toEqual([10, 25, rest]);
  });

  test("applied twice is applied once", () => {
    const overrides = new Map([["ben", [{ student: "ben", day: 1, points: 1, comment: "So." }]]]);
    const once = withOverrides(BEN, overrides);
    expect(withOverrides(once, overrides)).toEqual(once);
  });
});
