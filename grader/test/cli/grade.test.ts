import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { beforeAll, describe, expect, test } from "vitest";
import { bugsOf } from "../../src/bugs/bugs.ts";
import { COURSE_ROOT, DAYS, type Day } from "../../src/course/course.ts";
import { readGradeReport } from "../../src/report/json.ts";
import type { CheckResult, SubmissionReport } from "../../src/report/report.ts";

const SAMPLES = join(COURSE_ROOT, "grader/samples");

async function grade(...args: string[]) {
  const script = join(COURSE_ROOT, "grader/src/cli/grade.ts");
  const child = spawn(process.execPath, ["--import", "tsx", script, ...args], { cwd: COURSE_ROOT });
  const [[code], stdout, stderr] = await Promise.all([
    once(child, "exit"),
    text(child.stdout),
    text(child.stderr),
  ]);
  return { code: code as number, stdout, stderr };
}

describe("npm run grade", () => {
  test.each([
    [["no-such-folder"], /no-such-folder/],
    [["--lab", "9"], /--lab.*9|Days that can be graded/],
    [["--feedback", "loud"], /practice, before-due/],
    [["--jsom", "x"], /--jsom/],
  ])("exits with 2 and says what is wrong: %j", async (args, message) => {
    const { code, stderr } = await grade(...args);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });

  describe("with the samples", () => {
    const runs = new Map<number, Awaited<ReturnType<typeof grade>>>();
    const submission = (name: string, day = 1) => {
      const { submissions } = readGradeReport(runs.get(day)?.stdout ?? "");
      return submissions.find((one) => one.name === name) as SubmissionReport;
    };
    const notPassed = (name: string, day: number) =>
      submission(name, day).labs.flatMap(({ checks }) => checks.filter(isNotPassed));
    const run = async (day: number, ...samples: string[]) => {
      const folders = samples.map((name) => join(SAMPLES, name));
      const options = ["--lab", `${day}`, "--json", "-", "--feedback", "practice"];
      runs.set(day, await grade(...folders, ...options));
    };

    beforeAll(async () => {
      await Promise.all([
        run(1, "does-not-compile", "never-syncs", "perfect", "stub"),
        run(2, "never-syncs"),
        run(3, "never-syncs"),
      ]);
    }, 600_000);

    test("exits with 0 whatever the scores, and one broken submission stops no other", () => {
      for (const { code } of runs.values()) expect(code).toBe(0);
      expect(submission("does-not-compile")).toMatchObject({ points: 0 });
      expect(submission("stub")).toMatchObject({ points: 0 });
      const { points, outOf } = submission("perfect");
      expect(points).toBe(outOf);
    });

    test("tells what tests are worth that came with a submission, and gives no points for it", () => {
      const [lab] = submission("perfect").labs;
      const outOf = bugsOf(DAYS[0] as Day).length;
      expect(lab?.tests).toMatchObject({ tests: 28, valid: true, outOf, problems: [] });
      expect(lab?.tests?.noticed).toBeGreaterThan(outOf / 2);
      expect(lab).toMatchObject({ points: 150, outOf: 150 });
    });

    test("takes from a log that never syncs what durability is worth, and nothing else", () => {
      expect(notPassed("never-syncs", 1).map(({ id }) => id)).toEqual([
        "1.6-durable-when-open",
        "1.6-syncs-what-it-reads",
        "1.7-sync-before-resolve",
        "1.7-failed-is-failed",
        "1.7-survives-failures",
        "1.9-manual-sync",
        "1.9-close-is-durable",
        "1.9-remove",
      ]);
      expect(notPassed("never-syncs", 2).map(({ id }) => id)).toEqual([
        "2.5-copy-before-cut",
        "2.5-first-error",
        "2.5-after-any-crash",
        "2.5-syncs-what-it-finds",
        "2.5-cut-is-for-good",
        "2.6-syncs-before-it-shows",
      ]);
    });

    test("takes each rule of rotation from a log of many files that never syncs", () => {
      const failed = notPassed("never-syncs", 3).filter(({ verdict }) => verdict === "fail");
      const broken = new Set(failed.map(({ invariant }) => invariant));
      expect([...broken]).toEqual(expect.arrayContaining(["O1", "O2", "O3", "O4", "O9"]));
    });

    test("tells it where the power went", () => {
      const stories = notPassed("never-syncs", 1).filter(({ invariant }) => invariant === "O1");
      for (const { story } of stories) expect(story).toContain("the power fails here");
      expect(stories).toHaveLength(3);
    });

    test("shows a student no path of the grader's machine", () => {
      for (const name of ["does-not-compile", "never-syncs", "stub"]) {
        const { labs } = submission(name);
        expect(JSON.stringify(labs)).not.toContain(COURSE_ROOT);
        expect(JSON.stringify(labs)).not.toMatch(/suites\/|node_modules/);
      }
    });
  });
});

function isNotPassed({ verdict }: CheckResult): boolean {
  return verdict !== "pass";
}
