import { readFile } from "node:fs/promises";
import {
  convertWorkflowTemplate,
  NoOperationTraceWriter,
  parseWorkflow,
} from "@actions/workflow-parser";
import { describe, expect, test } from "vitest";
import { classroomWorkflow } from "../../src/handout/classroom/add-workflow.ts";

const INSTRUCTORS = new URL("../../src/handout/classroom/grade-class.yml", import.meta.url);

/** What GitHub's own parser of workflows has against one. */
async function flawsOf(content: string): Promise<readonly string[]> {
  const { context, value } = parseWorkflow(
    { name: "w.yml", content },
    new NoOperationTraceWriter(),
  );
  if (value) await convertWorkflowTemplate(context, value);
  return context.errors.getErrors().map(({ message }) => message);
}

describe("GitHub's parser of workflows", () => {
  test.each([
    ["of the students", () => classroomWorkflow("school/wal-labs")],
    ["of the instructor", () => readFile(INSTRUCTORS, "utf8")],
  ])("takes the workflow %s", async (_, read) => {
    expect(await flawsOf(await read())).toEqual([]);
  });

  test("refuses a key and a name that it does not know", async () => {
    const text = (await classroomWorkflow("school/wal-labs"))
      .replace("runs-on:", "run-on:")
      .replace("secrets.WAL", "secret.WAL");
    expect(await flawsOf(text)).toEqual(
      expect.arrayContaining([
        expect.stringContaining("run-on"),
        expect.stringContaining("secret"),
      ]),
    );
  });
});
