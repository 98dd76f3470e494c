import { resolve } from "node:path";
import { Command } from "commander";
import type { Day } from "../course/course.ts";
import { buildHandout } from "../handout/build-handout.ts";
import { addWorkflow, classroomWorkflow } from "../handout/classroom/add-workflow.ts";
import { buildAutograder } from "../handout/gradescope/build-autograder.ts";
import { HandoutError } from "../handout/handout-error.ts";
import { StubError } from "../stubs/stub-error.ts";
import { dayFrom } from "./grade/arguments.ts";

const USAGE_ERROR = 2;

interface Options {
  readonly out: string;
  readonly force?: boolean;
  readonly gradescope?: boolean;
  readonly lab?: Day;
  readonly classroom?: string;
}

const command = new Command("handout")
  .description("Builds the folder that students get, or an autograder.")
  .requiredOption("--out <path>", "where to build it")
  .option("--force", "replace what is there, all but its .git")
  .option("--classroom <owner/repo>", "with a workflow for GitHub Classroom; the course is there")
  .option("--gradescope", "build the zip of a Gradescope autograder instead; not for students")
  .option("--lab <day>", "with --gradescope: grade this day only, 1 to 5", dayFrom)
  .allowExcessArguments(false)
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : USAGE_ERROR))
  .action(run);

async function run({ out, force = false, gradescope, lab, classroom }: Options): Promise<void> {
  // npm runs scripts in their package, but people name folders from where they stand.
  const target = resolve(process.env.INIT_CWD ?? ".", out);
  if (lab && !gradescope) command.error("--lab is for --gradescope.");
  if (classroom && gradescope) command.error("--classroom or --gradescope, not both.");
  if (gradescope) {
    await buildAutograder(target, { force, day: lab });
    console.log(`${target} is ready to be uploaded to Gradescope. It holds the hidden suites.`);
    return;
  }
  // A wrong name is found before anything is built.
  if (classroom) await classroomWorkflow(classroom);
  await buildHandout(target, { force });
  if (classroom) await addWorkflow(target, classroom);
  console.log(`${target} is ready: git init, npm ci, npm test.`);
}

try {
  await command.parseAsync();
} catch (error) {
  if (!(error instanceof HandoutError || error instanceof StubError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
