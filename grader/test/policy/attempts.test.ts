import { describe, expect, test } from "vitest";
import { countGradings, type PastGrading, pastGrading } from "../../src/policy/attempts.ts";
import { REPORT } from "../report/fixture.ts";

const NOW = { at: new Date("2026-11-30T12:00:00Z"), hash: "new", timeZone: "UTC" };

function past(at: string, hash = at, failed: readonly string[] = []): PastGrading {
  return { at, hash, failed };
}

describe("countGradings", () => {
  test("counts this grading, and those of the same day", () => {
    const earlier = [past("2026-11-29T23:59:59.999Z"), past("2026-11-30T00:00:00Z")];
    expect(countGradings([], NOW).gradings).toBe(1);
    expect(countGradings(earlier, NOW).gradings).toBe(2);
  });

  test("lets the day begin in the policy's time zone", () => {
    const earlier = [past("2026-11-29T23:30:00Z"), past("2026-11-29T22:30:00Z")];
    expect(countGradings(earlier, { ...NOW, timeZone: "Europe/Berlin" }).gradings).toBe(2);
    expect(countGradings(earlier, { ...NOW, timeZone: "America/New_York" }).gradings).toBe(1);
  });

  test("counts by check the attempts that failed it, and the same files once", () => {
    const earlier = [
      past("2026-11-28T12:00:00Z", "a", ["1.7-x", "1.8-y"]),
      past("2026-11-29T12:00:00Z", "b", ["1.7-x"]),
      past("2026-11-30T11:00:00Z", "b", ["1.7-x"]),
      past("2026-11-30T11:30:00Z", "new", ["1.7-x"]),
    ];
    const { attempts, gradings } = countGradings(earlier, NOW);
    expect([...attempts]).toEqual([
      ["1.7-x", 2],
      ["1.8-y", 1],
    ]);
    expect(gradings).toBe(3);
    expect(countGradings(earlier.toReversed(), NOW).attempts).toEqual(attempts);
  });

  test("knows nothing of what was asked for later", () => {
    const later = past("2026-11-30T12:00:01Z", "c", ["1.7-x"]);
    expect(countGradings([later], NOW)).toEqual({ gradings: 1, attempts: new Map() });
  });
});

describe("pastGrading", () => {
  test("remembers what failed or was late, and not what waited for it", () => {
    const [chloe, , ben] = REPORT.submissions;
    if (!(chloe && ben)) throw new Error("The fixture has no Chloé or no Ben.");
    expect(pastGrading(ben, NOW.at)).toEqual({
      at: "2026-11-30T12:00:00.000Z",
      hash: ben.hash,
      failed: ["1.7-sync-before-resolve", "1.8-read-checks-the-bytes"],
    });
    expect(pastGrading(chloe, NOW.at).failed).toEqual([]);
  });
});
