import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Command } from "commander";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { classCommand } from "../../src/cli/grade/class-command.ts";
import { submissionsCommand } from "../../src/cli/grade/submissions-command.ts";
import { addWorkflow, classroomWorkflow } from "../../src/handout/classroom/add-workflow.ts";
import { HandoutError } from "../../src/handout/handout-error.ts";

interface Step {
  readonly name?: string;
  readonly id?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
}

interface Workflow {
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, { readonly steps: readonly Step[] }>>;
}

const INSTRUCTORS = new URL("../../src/handout/classroom/grade-class.yml", import.meta.url);
const COMMANDS: Readonly<Record<string, () => Command>> = { class: classCommand };
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "wal-labs-classroom-"));
  await addWorkflow(folder, "school/wal-labs");
});
afterAll(() => rm(folder, { recursive: true }));

const handedOut = () => readFile(join(folder, ".github/workflows/classroom.yml"), "utf8");
const workflows = [
  ["of the students", handedOut],
  ["of the instructor", () => readFile(INSTRUCTORS, "utf8")],
] as const;

function stepsOf(text: string): readonly Step[] {
  const { jobs } = parse(text) as Workflow;
  return Object.values(jobs).flatMap(({ steps }) => steps);
}

/** What a step has the grader do, with the shell's quotes off. */
function gradings(text: string): readonly string[][] {
  return stepsOf(text)
    .flatMap(({ run = "" }) => run.split("\n"))
    .filter((line) => line.includes("npm run --silent grade -- "))
    .map((line) => line.split(" grade -- ")[1]?.split(" ") ?? []);
}

describe.each(workflows)("the workflow %s", (_, read) => {
  test("asks the grader for nothing that it does not know", async () => {
    const calls = gradings(await read());
    expect(calls).toHaveLength(1);
    for (const [first = "", ...rest] of calls) {
      const command = (COMMANDS[first] ?? submissionsCommand)();
      const known = command.options.map(({ long }) => long);
      const asked = rest.filter((word) => word.startsWith("--"));
      expect(known).toEqual(expect.arrayContaining(asked));
    }
  });

  test("may only read the repository", async () => {
    expect((parse(await read()) as Workflow).permissions).toEqual({ contents: "read" });
  });

  test("writes nothing of an event or a secret into a script", async () => {
    for (const { run = "" } of stepsOf(await read())) expect(run).not.toContain("${{");
  });

  test("has the runner take no commands from what a submission prints", async () => {
    const grading = stepsOf(await read()).find(({ run }) => run?.includes(" grade -- "));
    expect(grading?.run).toContain("::stop-commands::$token");
  });
});

describe("the workflow of the students", () => {
  test("gets the course from the repository of the instructor, and gives the key to nobody", async () => {
    const steps = stepsOf(await handedOut());
    const course = steps.find((step) => step.with?.path === "course");
    expect(course?.with).toMatchObject({
      repository: "school/wal-labs",
      "ssh-key": expect.stringContaining("secrets.WAL_LABS_DEPLOY_KEY"),
      "persist-credentials": false,
    });
    const others = steps.filter((step) => step !== course);
    expect(JSON.stringify(others)).not.toContain("secrets.");
  });

  test("takes the course away before it runs anything that is not its own", async () => {
    const steps = stepsOf(await handedOut());
    const removal = steps.findIndex(({ run }) => run === "rm -rf course");
    expect(steps[removal]?.if).toBe("always()");
    expect(steps[removal - 1]?.id).toBe("grade");
    const last = steps.slice(removal + 1).map(({ uses }) => uses);
    expect(last).toEqual([
      "actions/upload-artifact@v4",
      "classroom-resources/autograding-grading-reporter@v1",
    ]);
  });

  test("hands the points to the reporter the way it looks for them", async () => {
    const reporter = stepsOf(await handedOut()).at(-1);
    const runner = reporter?.with?.runners ?? "";
    expect(reporter?.env).toHaveProperty(`${runner.toUpperCase()}_RESULTS`);
  });

  test.each(["wal-labs", "a/b/c", "school/wal labs", "school/x: y", ""])(
    "is not made for what is no repository: %j",
    async (name) => {
      await expect(classroomWorkflow(name)).rejects.toThrow(HandoutError);
    },
  );
});
