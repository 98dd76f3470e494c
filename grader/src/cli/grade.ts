import { existsSync } from "node:fs";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import ora from "ora";
import { availableDays, COURSE_ROOT, type Day } from "../course/course.ts";
import { grade } from "../grading/grading.ts";
import { consoleReport } from "../report/console.ts";
import { withFeedback } from "../report/feedback.ts";
import { FEEDBACK_LEVELS, type FeedbackLevel } from "../report/feedback-level.ts";
import { htmlReport } from "../report/html.ts";
import { writeGradeReport } from "../report/json.ts";
import type { GradeReport } from "../report/report.ts";
import { selfTest } from "../self-check/self-test.ts";

const EXIT = { graded: 0, usage: 2, graderError: 3 } as const;
const SAMPLES = join(COURSE_ROOT, "grader/samples");

interface Options {
  readonly lab?: Day;
  readonly ownFoundation?: boolean;
  readonly feedback: FeedbackLevel;
  readonly json?: string;
  readonly html?: string;
  readonly selfTest?: boolean;
  readonly without: string[];
}

const program = new Command("npm run grade --")
  .description("Grades submissions; without any, the samples that come with the course.")
  .argument("[submission...]", "folders, .zip or .tar.gz files, one for each student", existing, [])
  .option("--lab <day>", "grade this day only, 1 to 5", dayFrom)
  .option("--own-foundation", "let later days build on the student's earlier ones")
  .addOption(
    new Option("--feedback <level>", "what the report may show")
      .choices(FEEDBACK_LEVELS)
      .default("instructor"),
  )
  .option("--json <file>", "write every verdict to a file, or - for standard output")
  .option("--html <folder>", "write a page for each submission, and an index")
  .option("--without <layer...>", "do without a layer of isolation", [])
  .option("--self-test", "attack the grader with its own corpus, and name what protects it here")
  .exitOverride((error) => process.exit(error.exitCode === 0 ? EXIT.graded : EXIT.usage));

try {
  program.parse();
  const options = program.opts<Options>();
  process.exitCode = options.selfTest
    ? (await selfTest(options.without)) === 0
      ? EXIT.graded
      : EXIT.graderError
    : await gradeAll(program.processedArgs[0] as string[], options);
} catch (error) {
  console.error(error instanceof Error ? `The grader failed: ${error.message}` : error);
  process.exitCode = EXIT.graderError;
}

async function gradeAll(given: readonly string[], options: Options): Promise<number> {
  const sources = given.length > 0 ? given : await samples();
  const spinner = ora({ text: "Starting", isSilent: toStdout(options) });
  spinner.start();
  const report = await grade({
    sources,
    day: options.lab,
    ownFoundation: options.ownFoundation ?? false,
    withoutLayers: options.without,
    onProgress: ({ done, total, name, day }) => {
      spinner.text = `${done + 1} of ${total}: ${JSON.stringify(name)}, day ${day.number}`;
    },
  }).finally(() => spinner.stop());
  await publish(withFeedback(report, options.feedback), options);
  const labs = report.submissions.flatMap((submission) => submission.labs);
  return labs.some(({ verdict }) => verdict === "grader-error") ? EXIT.graderError : EXIT.graded;
}

async function publish(report: GradeReport, options: Options): Promise<void> {
  if (options.json) {
    const json = writeGradeReport(report);
    if (toStdout(options)) process.stdout.write(json);
    else await writeFile(options.json, json);
  }
  if (options.html) {
    await mkdir(options.html, { recursive: true });
    for (const { file, html } of htmlReport(report)) {
      await writeFile(join(options.html, file), html);
    }
  }
  if (!toStdout(options)) console.log(consoleReport(report));
}

function toStdout({ json }: Options): boolean {
  return json === "-";
}

async function samples(): Promise<string[]> {
  const names = await readdir(SAMPLES);
  return names.sort().map((name) => relative(process.cwd(), join(SAMPLES, name)));
}

function existing(path: string, before: string[]): string[] {
  if (!existsSync(path)) throw new InvalidArgumentError(`There is nothing at ${path}.`);
  return [...before, path];
}

function dayFrom(text: string): Day {
  const day = availableDays().find(({ number }) => String(number) === text);
  if (day) return day;
  const numbers = availableDays().map(({ number }) => number);
  throw new InvalidArgumentError(`Days that can be graded: ${numbers.join(", ")}.`);
}
