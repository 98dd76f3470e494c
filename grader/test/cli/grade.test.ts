import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import { COURSE_ROOT } from "../../src/course/course.ts";
import { readGradeReport } from "../../src/report/json.ts";

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

  test("exits with 0 whatever the scores, and one broken submission stops no other", async () => {
    const samples = ["does-not-compile", "perfect"].map((name) => join(SAMPLES, name));
    const { code, stdout } = await grade(...samples, "--json", "-");
    expect(code).toBe(0);
    const [broken, perfect] = readGradeReport(stdout).submissions;
    expect(broken).toMatchObject({ name: "does-not-compile", points: 0 });
    expect(perfect?.points).toBe(perfect?.outOf);
  });
});
