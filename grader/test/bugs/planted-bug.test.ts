import { describe, expect, test } from "vitest";
import { bugsOf } from "../../src/bugs/bugs.ts";
import { type PlantedBug, plant } from "../../src/bugs/planted-bug.ts";
import { availableDays } from "../../src/course/course.ts";
import { solutionTexts } from "../../src/self-check/assemble.ts";
import { compileBugs } from "./compile-bugs.ts";

const bug: PlantedBug = {
  id: "off-by-one",
  edits: [{ file: "a.ts", find: "<", replace: "<=" }],
  noticedBy: "1.1-nothing",
  story: "",
};

describe("planting a bug", () => {
  test("changes that place and nothing else", () => {
    const files = new Map([["a.ts", "a < b"]]);
    expect(plant(bug, files)).toEqual(new Map([["a.ts", "a <= b"]]));
    expect(files.get("a.ts")).toBe("a < b");
  });

  test.each(["a > b", "a < b < c", undefined])(
    "refuses a solution that has moved on: %j",
    (text) => {
      const files = new Map(text === undefined ? [] : [["a.ts", text]]);
      expect(() => plant(bug, files)).toThrow(/off-by-one.*a\.ts/);
    },
  );
});

describe.each(availableDays())("the planted bugs of day $number", (day) => {
  test("have names of their own, and all fit the solution", async () => {
    const texts = await solutionTexts(day);
    const bugs = bugsOf(day);
    expect(new Set(bugs.map(({ id }) => id)).size).toBe(bugs.length);
    for (const each of bugs) expect(plant(each, texts)).not.toEqual(texts);
  });

  test("compile", async () => {
    expect(compileBugs(day, bugsOf(day), await solutionTexts(day))).toEqual([]);
  });
});
