import { Command, InvalidArgumentError } from "commander";
import { UsageError } from "../../course/usage-error.ts";
import { EXPORTS, type ExportContext } from "../../gradebook/exports.ts";
import type { Part } from "../../gradebook/grades.ts";
import { merged } from "../../gradebook/merged.ts";
import { type OpenReport, openReport } from "../../gradebook/open-report.ts";
import { overridden } from "../../gradebook/overrides.ts";
import { overridesIn, readOverrides } from "../../gradebook/read-overrides.ts";
import { readRoster } from "../../gradebook/roster.ts";
import { readPolicy } from "../../policy/read-policy.ts";
import type { ClassReport } from "../../report/class-report.ts";
import { countText } from "../../report/wording.ts";
import { dayFrom, existing, existingOne } from "./arguments.ts";
import { EXIT } from "./exit.ts";

type Format = keyof typeof EXPORTS;

interface Options extends Readonly<Partial<Record<Format, string>>> {
  readonly out?: string;
  readonly column?: ReadonlyMap<Part, string>;
  readonly lab?: { readonly number: number };
  readonly scale?: boolean;
  /** `false`: none, not even those beside the submissions. */
  readonly overrides?: string | false;
  readonly students?: string;
  readonly policy?: string;
  readonly at?: Date;
}

/** `npm run grade -- export BOOK`: what was found, in the formats that schools use. */
export function exportCommand(): Command {
  return new Command("export")
    .description("write what was found in the formats that schools use; nothing is graded again")
    .argument("<report...>", "a class's book, or files that --json wrote", existing, [])
    .option("--csv <file>", "a gradebook for people and spreadsheets")
    .option("--canvas <export>", "a gradebook of Canvas, to be filled in", existingOne)
    .option("--moodle <worksheet>", "a grading worksheet of Moodle, to be filled in", existingOne)
    .option("--out <file>", "where the filled-in file goes")
    .option("--column <part=name>", "a column of Canvas: 1=NAME … 5=NAME, total=NAME", columnFrom)
    .option("--lab <day>", "fill this day into Moodle's worksheet, not all of them", dayFrom)
    .option("--scale", "fill in shares of the platform's maximum")
    .option("--junit <file>", "JUnit XML")
    .option("--check50 <folder>", "a JSON file for each student, as check50 writes")
    .option(
      "--gradescope <folder>",
      "a results.json for each student, called by the student's name",
    )
    .option("--html <folder>", "pages for the instructor")
    .option("--feedback <folder>", "a page for each student to read")
    .option(
      "--overrides <file>",
      "the instructor's decisions (default: those beside the submissions)",
      existingOne,
    )
    .option("--no-overrides", "leave the instructor's decisions out")
    .option("--students <file>", "what the platform calls the students", existingOne)
    .option("--policy <file>", "what students may see (default: grader/policy.json)", existingOne)
    .option("--at <date>", "what students may see then (default: now)", dateFrom)
    .action(async (paths: readonly string[], options: Options) => {
      await exportAll(paths, options);
      process.exitCode = EXIT.done;
    });
}

async function exportAll(paths: readonly string[], options: Options): Promise<void> {
  const formats = formatsIn(options);
  const opened: OpenReport[] = [];
  try {
    for (const path of paths) opened.push(await openReport(path));
    const [first, ...rest] = opened.map(({ report }) => report);
    if (!first) return;
    const report = await decided(merged([first, ...rest]), opened, options);
    const context = await contextOf(options);
    for (const [format, path] of formats) await EXPORTS[format](report, path, context);
  } finally {
    for (const one of opened) await one.close();
  }
}

function formatsIn(options: Options): readonly (readonly [Format, string])[] {
  const names = Object.keys(EXPORTS) as readonly Format[];
  const formats = names.flatMap((name) => {
    const path = options[name];
    return path === undefined ? [] : [[name, path] as const];
  });
  const platforms = formats.filter(([name]) => name === "canvas" || name === "moodle").length;
  if (formats.length === 0) {
    throw new UsageError(`Say what to write: ${names.map((name) => `--${name}`).join(", ")}.`);
  }
  if (platforms > 1) throw new UsageError("One platform at a time: --canvas or --moodle.");
  if (platforms > 0 !== (options.out !== undefined)) {
    throw new UsageError("--out FILE goes with --canvas or --moodle: that is where it is written.");
  }
  return formats;
}

async function decided(
  report: ClassReport,
  opened: readonly OpenReport[],
  { overrides }: Options,
): Promise<ClassReport> {
  const file = overrides === false ? undefined : (overrides ?? overridesBeside(opened));
  if (file === undefined) {
    console.error("No decisions of an instructor: --overrides FILE brings them in.");
    return report;
  }
  const students = opened.flatMap(({ everyone }) => everyone);
  const read = await readOverrides(file, { students, days: report.days });
  console.error(`${countText([...read.values()].flat().length, "decision")} in ${file}.`);
  return overridden(report, read);
}

function overridesBeside(opened: readonly OpenReport[]): string | undefined {
  const folders = new Set(opened.flatMap(({ folder = [] }) => folder));
  const files = [...folders].flatMap((folder) => overridesIn(folder) ?? []);
  if (files.length < 2) return files[0];
  throw new UsageError(`Say which with --overrides: ${files.join(", ")}.`);
}

async function contextOf(options: Options): Promise<ExportContext> {
  const { students, policy, at = new Date(), scale = false, out, column, lab } = options;
  return {
    policy: await readPolicy(policy),
    at,
    ...(students !== undefined && { roster: await readRoster(students) }),
    scale,
    ...(out !== undefined && { out }),
    columns: column ?? new Map(),
    part: lab?.number ?? "total",
    note: (text) => console.error(text),
  };
}

function columnFrom(
  text: string,
  before: ReadonlyMap<Part, string> = new Map(),
): ReadonlyMap<Part, string> {
  const [, part = "", name = ""] = /^(\d|total)=(.+)$/s.exec(text) ?? [];
  if (name === "") throw new InvalidArgumentError("It is DAY=NAME or total=NAME.");
  return new Map([...before, [part === "total" ? part : Number(part), name]]);
}

function dateFrom(text: string): Date {
  const date = new Date(text);
  if (!Number.isNaN(date.getTime())) return date;
  throw new InvalidArgumentError("It is a date such as 2026-11-30 or 2026-11-30T23:59:00Z.");
}
