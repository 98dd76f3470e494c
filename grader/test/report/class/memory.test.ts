import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { writeClassPages, writeStudentPages } from "../../../src/report/class/class-pages.ts";
import type { ClassReport } from "../../../src/report/class-report.ts";
import type { SubmissionReport } from "../../../src/report/report.ts";
import { MadeUpClass } from "./made-up-class.ts";

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");

const SIZE = 15;
/** Until then, code is still being loaded. */
const WARM = 3;
const LIMIT_BYTES = 4_000_000;

let parent: string;

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), "class-memory-"));
});

afterAll(() => rm(parent, { recursive: true, force: true }));

describe("the pages of a large class", () => {
  test("are written for the instructor without keeping a submission", async () => {
    const { report, grownBytes } = watchedClass();
    await writeClassPages(report, join(parent, "report"));
    expect(grownBytes()).toBeLessThan(LIMIT_BYTES);
  });

  test("are written for students without keeping a submission", async () => {
    const { report, grownBytes } = watchedClass();
    await writeStudentPages(report, join(parent, "students"), (submission) => submission);
    expect(grownBytes()).toBeLessThan(LIMIT_BYTES);
  });
});

/** A class that weighs what is in memory whenever a submission is read. */
function watchedClass() {
  const made = new MadeUpClass(SIZE, withStories);
  const sizes: number[] = [];
  async function* submissions() {
    for await (const submission of made.submissions()) {
      collectGarbage();
      sizes.push(process.memoryUsage().heapUsed);
      yield submission;
    }
  }
  const { courseHash, days, layers, students } = made;
  const report: ClassReport = { courseHash, days, layers, students, submissions };
  return { report, grownBytes: () => (sizes[SIZE - 1] ?? Infinity) - (sizes[WARM] ?? 0) };
}

/** About a megabyte, and no two the same. */
function withStories(submission: SubmissionReport): SubmissionReport {
  const story = (id: string) => `${submission.name}, ${id}. `.repeat(400);
  return {
    ...submission,
    labs: submission.labs.map((lab) => ({
      ...lab,
      checks: lab.checks.map((check) => ({ ...check, story: story(check.id) })),
    })),
  };
}
