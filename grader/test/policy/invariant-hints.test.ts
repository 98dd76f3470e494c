import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { COURSE_ROOT } from "../../src/course/course.ts";
import { INVARIANT_HINTS, rungsOf } from "../../src/policy/invariant-hints.ts";
import { INVARIANTS } from "../../src/report/invariants.ts";

function page(path: string): Promise<string> {
  return readFile(join(COURSE_ROOT, path), "utf8");
}

describe("the rules", () => {
  test("have a first hint each, which leads to a heading that is there", async () => {
    expect(Object.keys(INVARIANT_HINTS)).toEqual(Object.keys(INVARIANTS));
    for (const { chapter, section, nudge } of Object.values(INVARIANT_HINTS)) {
      expect(await page(chapter)).toContain(`\n### ${section}\n`);
      expect(nudge).toMatch(/\?$/);
    }
  });
});

describe("rungsOf", () => {
  test("puts the rule before the author's own hints", () => {
    const [first, ...rest] = rungsOf("O7", ["mine"]);
    expect(first).toMatch(/^This is about O7: after a failed write or fsync, this handle /);
    expect(first).toContain('See "1.7 Append" in docs/chapters/day1-checksum.md');
    expect(rest).toEqual(["mine"]);
  });

  test.each([undefined, "", "O0", "toString"])("leaves them alone where %s is no rule", (rule) => {
    expect(rungsOf(rule, ["mine"])).toEqual(["mine"]);
  });
});
