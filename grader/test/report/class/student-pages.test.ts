import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { writeStudentPages } from "../../../src/report/class/class-pages.ts";
import type { SubmissionReport } from "../../../src/report/report.ts";
import { MadeUpClass, SECRET } from "./made-up-class.ts";
import { pagesIn } from "./pages-in.ts";

const CLASS = new MadeUpClass(12);

let parent: string;
let pages: ReadonlyMap<string, string>;

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), "student-pages-"));
  await writeStudentPages(CLASS, join(parent, "pages"), beforeDue);
  pages = await pagesIn(join(parent, "pages"));
});

afterAll(() => rm(parent, { recursive: true, force: true }));

describe("writeStudentPages", () => {
  test("writes one page for each student and no other file", () => {
    expect(pages.size).toBe(CLASS.students.length);
    expect([...pages.keys()]).not.toContain("index.html");
  });

  test("names one student on each page, and leads to no other", () => {
    for (const html of pages.values()) {
      expect(CLASS.students.filter((name) => html.includes(name))).toHaveLength(1);
      expect(html).not.toMatch(/ href=| src=/);
    }
  });

  test("shows what the view leaves, and nothing of how submissions were isolated", () => {
    const all = [...pages.values()].join("");
    expect(all).not.toContain(SECRET);
    expect(all).not.toMatch(/hand-in|bubblewrap/);
    expect(all).toContain("is not shown before the due date");
    expect(all).toContain("Shown on Monday.");
  });
});

function beforeDue(submission: SubmissionReport): SubmissionReport {
  const feedback = { level: "before-due", note: "Shown on Monday." } as const;
  return {
    ...submission,
    source: "",
    labs: submission.labs.map((lab) => ({
      ...lab,
      feedback,
      checks: lab.checks.map((check) => ({ ...check, message: "" })),
    })),
  };
}
