import { Command } from "commander";
import { compareReports, type Difference } from "../../gradebook/compare.ts";
import { compareCsv } from "../../gradebook/compare-csv.ts";
import { ComparisonTable } from "../../gradebook/compare-table.ts";
import { type OpenReport, openReport } from "../../gradebook/open-report.ts";
import { overridden } from "../../gradebook/overrides.ts";
import { readOverrides } from "../../gradebook/read-overrides.ts";
import { writeWhole } from "../../gradebook/write-whole.ts";
import type { ClassReport } from "../../report/class-report.ts";
import { terminalOf } from "../../report/terminal.ts";
import { countFrom, existingOne } from "./arguments.ts";
import { EXIT } from "./exit.ts";

interface Options {
  readonly csv?: string;
  readonly overrides?: string;
  readonly limit: number;
}

/** `npm run grade -- compare BEFORE AFTER`: what a regrade changed, by student and check. */
export function compareCommand(): Command {
  return new Command("compare")
    .description("tell what a regrade changed, by student and check")
    .argument("<before>", "a class's book, or a file that --json wrote", existingOne)
    .argument("<after>", "the same, graded again", existingOne)
    .option("--csv <file>", "write every difference to a file")
    .option("--overrides <file>", "the instructor's decisions, applied to both", existingOne)
    .option("--limit <count>", "differences to print one by one", countFrom, 50)
    .action(async (before: string, after: string, options: Options) => {
      process.exitCode = await compareFiles(before, after, options);
    });
}

async function compareFiles(before: string, after: string, options: Options): Promise<number> {
  const one = await openReport(before);
  try {
    const other = await openReport(after);
    try {
      return await compare(...(await decided(one, other, options)), options);
    } finally {
      await other.close();
    }
  } finally {
    await one.close();
  }
}

/** Decisions need only be about what is on one of the sides: checks come and go. */
async function decided(
  one: OpenReport,
  other: OpenReport,
  { overrides: file }: Options,
): Promise<readonly [ClassReport, ClassReport]> {
  const [before, after] = [one.report, other.report];
  if (file === undefined) return [before, after];
  const students = [...new Set([...one.everyone, ...other.everyone])];
  const overrides = await readOverrides(file, { students, days: [...after.days, ...before.days] });
  return [overridden(before, overrides), overridden(after, overrides)];
}

async function compare(before: ClassReport, after: ClassReport, options: Options): Promise<number> {
  const { totals, differences } = compareReports(before, after);
  const table = new ComparisonTable(options.limit, terminalOf(process.stdout));
  const seen = addedTo(table, differences);
  if (options.csv) await writeWhole(options.csv, compareCsv(seen));
  else for await (const _ of seen);
  process.stdout.write(table.text(before, after, totals));
  return totals.differences > 0 ? EXIT.differs : EXIT.done;
}

async function* addedTo(
  table: ComparisonTable,
  differences: AsyncIterable<Difference>,
): AsyncIterable<Difference> {
  for await (const difference of differences) {
    table.add(difference);
    yield difference;
  }
}
