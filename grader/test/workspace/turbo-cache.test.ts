import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { COURSE_ROOT } from "../../src/course/course.ts";

interface Task {
  readonly taskId: string;
  readonly command: string;
  readonly inputs: Readonly<Record<string, string>>;
}

describe("turbo's cache", () => {
  let tasks: readonly Task[];
  const inputsOf = (taskId: string) =>
    Object.keys(tasks.find((task) => task.taskId === taskId)?.inputs ?? {});

  beforeAll(() => {
    const turbo = join(COURSE_ROOT, "node_modules/turbo/bin/turbo");
    const args = [turbo, "run", "prove", "--dry=json"];
    const json = execFileSync(process.execPath, args, { cwd: COURSE_ROOT, encoding: "utf8" });
    tasks = (JSON.parse(json) as { tasks: Task[] }).tasks;
  });

  test.each([
    ["@wal-labs/grader#prove", "../solutions/day1-checksum/src/log-file.ts"],
    ["@wal-labs/grader#prove", "../labs/core/src/frame.ts"],
    ["@wal-labs/grader#prove", "src/suites/day1/append.ts"],
    ["@wal-labs/solution-checksum#prove", "../../labs/day1-checksum/test/log-file.test.ts"],
    ["@wal-labs/docs#prove", "../solutions/day1-checksum/src/record.ts"],
    ["@wal-labs/docs#prove", "../README.md"],
  ])("runs %s again when %s changes", (taskId, input) => {
    expect(inputsOf(taskId)).toContain(input);
  });

  test("never runs the labs' own tests, which are for students to turn green", () => {
    const lab = tasks.find(({ taskId }) => taskId === "@wal-labs/checksum#prove");
    expect(lab?.command ?? "<NONEXISTENT>").toBe("<NONEXISTENT>");
  });
});
