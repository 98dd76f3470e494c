import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { Command, Option } from "commander";
import ora from "ora";
import { COURSE_ROOT, type Day } from "../../course/course.ts";
import { grade } from "../../grading/grading.ts";
import { consoleReport } from "../../report/console.ts";
import { FEEDBACK_LEVELS } from "../../report/feedback-level.ts";
import { htmlReport } from "../../report/html.ts";
import { writeGradeReport } from "../../report/json.ts";
import type { GradeReport } from "../../report/report.ts";
import { dayFrom, existing, existingOne } from "./arguments.ts";
import { type AudienceOptions, audience } from "./audience.ts";
import { EXIT } from "./exit.ts";
import {
  type FormatOptions,
  prepareFormats,
  withFormatOptions,
  writeFormats,
  writeGradescope,
} from "./format-files.ts";

const SAMPLES = join(COURSE_ROOT, "grader/samples");

interface Options extends AudienceOptions, FormatOptions {
  readonly lab?: Day;
  readonly ownFoundation?: boolean;
  readonly json?: string;
  readonly html?: string;
  readonly selfTest?: boolean;
  readonly without: string[];
}

/** `npm run grade -- SUBMISSION…`: grades a few, and prints what was found. */
export function submissionsCommand(): Command {
  return withFormatOptions(new Command("submissions"))
    .description("grade a few submissions, and print what was found (the default)")
    .argument(
      "[submission...]",
      "folders, .zip or .tar.gz files, one for each student",
      existing,
      [],
    )
    .option("--lab <day>", "grade this day only, 1 to 5", dayFrom)
    .option("--own-foundation", "let later days build on the student's earlier ones")
    .addOption(
      new Option("--feedback <level>", "what the report may show")
        .choices(FEEDBACK_LEVELS)
        .default("instructor")
        .conflicts("policy"),
    )
    .option("--policy <file>", "show what students may see by now, as a policy has it", existingOne)
    .option("--json <file>", "write every verdict to a file, or - for standard output")
    .option("--html <folder>", "write a page for each submission, and an index")
    .option("--without <layer...>", "do without a layer of isolation", [])
    .option("--self-test", "attack the grader with its own corpus, and name what protects it here")
    .action(async (given: readonly string[], options: Options) => {
      process.exitCode = options.selfTest
        ? await attackItself(options)
        : await gradeAll(given, options);
    });
}

async function attackItself({ without }: Options): Promise<number> {
  const { selfTest } = await import("../../self-check/self-test.ts");
  return (await selfTest(without)) === 0 ? EXIT.done : EXIT.graderError;
}

async function gradeAll(given: readonly string[], options: Options): Promise<number> {
  const sources = given.length > 0 ? given : await samples();
  await prepareFormats(options, sources);
  const shown = await audience(options);
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
  await writeGradescope(report, options);
  await publish(shown(report), options);
  const labs = report.submissions.flatMap((submission) => submission.labs);
  return labs.some(({ verdict }) => verdict === "grader-error") ? EXIT.graderError : EXIT.done;
}

async function publish(report: GradeReport, options: Options): Promise<void> {
  await writeFormats(report, options);
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
