import { describe, expect, test } from "vitest";
import { slugsOf } from "../../src/report/slugs.ts";
import { HOSTILE_TEXTS } from "./hostile.ts";

describe("slugsOf", () => {
  test("keeps plain names readable", () => {
    const names = ["anna", "Ben K.", "chloé", "day1_final (2)"];
    expect(slugsOf(names)).toEqual(["anna", "ben-k", "chloe", "day1-final-2"]);
  });

  test("tells names apart that would be one file", () => {
    const names = ["a", "A", "a-2", "á", "index", "con", "李", "王", ""];
    const slugs = slugsOf(names);
    expect(slugs).toEqual([
      ...["a", "a-2", "a-2-2", "a-3", "submission-index", "submission-con"],
      ...["submission", "submission-2", "submission-3"],
    ]);
  });

  test("gives only safe names, whatever the submissions are called", () => {
    const slugs = slugsOf([...Object.values(HOSTILE_TEXTS), "x".repeat(1e7), "NUL", "LPT1"]);
    for (const slug of slugs) expect(slug).toMatch(/^[a-z0-9][a-z0-9-]{0,70}$/);
    expect(new Set(slugs).size).toBe(slugs.length);
  });
});
