import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { COURSE_ROOT } from "../../src/course/course.ts";
import { INVARIANTS, INVARIANTS_PAGE } from "../../src/report/invariants.ts";

describe("INVARIANTS", () => {
  test("says what the page about them says", async () => {
    const page = await readFile(join(COURSE_ROOT, INVARIANTS_PAGE), "utf8");
    const rows = [...page.matchAll(/^\| \*\*(O\d)\*\* \| (.*?) +\|/gm)];
    expect(Object.fromEntries(rows.map(([, name, sentence]) => [name, sentence]))).toEqual(
      INVARIANTS,
    );
  });
});
