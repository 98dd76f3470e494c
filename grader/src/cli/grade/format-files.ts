import { createWriteStream } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type Command, Option } from "commander";
import { UsageError } from "../../course/usage-error.ts";
import { check50Json } from "../../formats/check50.ts";
import { classroomResult } from "../../formats/classroom.ts";
import { readMetadata } from "../../formats/gradescope/metadata.ts";
import { gradescopeResults, UnjudgedError } from "../../formats/gradescope/results.ts";
import { gradescopeViews } from "../../formats/gradescope/views.ts";
import { junitReport } from "../../formats/junit.ts";
import { readPolicy } from "../../policy/read-policy.ts";
import type { GradeReport } from "../../report/report.ts";
import { existingOne } from "./arguments.ts";
import type { AudienceOptions } from "./audience.ts";

/** Files in the formats of others. */
export interface FormatOptions {
  readonly junit?: string;
  readonly check50?: string;
  readonly classroom?: string;
  readonly gradescope?: string;
  readonly metadata?: string;
}

/** Adds the options that {@link FormatOptions} has. */
export function withFormatOptions(command: Command): Command {
  return command
    .option("--junit <file>", "write JUnit XML")
    .option("--check50 <file>", "write the JSON of check50, for one submission")
    .option(
      "--classroom <file>",
      "write what GitHub Classroom's reporter takes, for one submission",
    )
    .option("--gradescope <file>", "write a results.json for Gradescope, for one submission")
    .addOption(
      new Option("--metadata <file>", "the submission_metadata.json of Gradescope").argParser(
        existingOne,
      ),
    );
}

/**
 * Looks at options before anything is graded, and takes away the results of an earlier run: when this
 * one fails, nobody must take them for its own.
 *
 * @throws a {@link UsageError} when they do not fit together.
 */
export async function prepareFormats(
  options: FormatOptions & Pick<AudienceOptions, "policy">,
  sources: readonly string[],
): Promise<void> {
  const { check50, classroom, gradescope, metadata, policy } = options;
  const files = [check50, classroom, gradescope].filter((file) => file !== undefined);
  if (files.length > 0 && sources.length !== 1) {
    throw new UsageError("--check50, --classroom and --gradescope are for exactly one submission.");
  }
  if (metadata && !gradescope) throw new UsageError("--metadata is for --gradescope.");
  if (metadata) await readMetadata(metadata);
  if (policy || gradescope) await readPolicy(policy);
  for (const file of files) await rm(file, { force: true });
}

/** Writes what may be read by those whom the report was narrowed for. */
export async function writeFormats(shown: GradeReport, options: FormatOptions): Promise<void> {
  const { junit, check50, classroom } = options;
  const [submission] = shown.submissions;
  if (junit) {
    const pieces = Readable.from(junitReport(shown.submissions));
    await pipeline(pieces, createWriteStream(junit));
  }
  if (check50 && submission) await writeJson(check50, check50Json(submission));
  if (classroom && submission) await writeJson(classroom, classroomResult(submission));
}

/**
 * Writes a `results.json`. It is for students, so a policy decides over it, whatever the rest of the
 * output is for; the course's own unless there is another. Nothing is written when no check could be
 * judged.
 */
export async function writeGradescope(
  { submissions, courseHash }: GradeReport,
  { gradescope, metadata, policy }: FormatOptions & Pick<AudienceOptions, "policy">,
): Promise<void> {
  const [submission] = submissions;
  if (!gradescope || !submission) return;
  const rules = await readPolicy(policy);
  const facts = metadata ? await readMetadata(metadata) : undefined;
  const views = gradescopeViews(submission, rules, { at: new Date(), facts });
  try {
    await writeJson(gradescope, gradescopeResults(views, { courseHash }));
  } catch (error) {
    if (!(error instanceof UnjudgedError)) throw error;
    console.error(error.message);
  }
}

async function writeJson(file: string, value: object): Promise<void> {
  await writeFile(file, `${JSON.stringify(value, null, 2)}\n`);
}
