import { statSync } from "node:fs";
import { Command, InvalidArgumentError } from "commander";
import { Book } from "../../class/book.ts";
import { factsOf, gradeClass, type LabTask, missingLabs } from "../../class/class-run.ts";
import { enrolClass } from "../../class/enrolment.ts";
import { classProgress } from "../../class/progress.ts";
import { putAside } from "../../class/put-aside.ts";
import { openRoster, type Roster } from "../../class/roster.ts";
import type { Shard } from "../../class/shard.ts";
import { classSummary } from "../../class/summary.ts";
import { availableDays, type Day } from "../../course/course.ts";
import { type Overrides, overridden } from "../../gradebook/overrides.ts";
import { publishClass } from "../../gradebook/publish-class.ts";
import { overridesIn, readOverrides } from "../../gradebook/read-overrides.ts";
import { JudgePool } from "../../judge/judge-pool.ts";
import { readPolicy } from "../../policy/read-policy.ts";
import { cleanLine } from "../../report/clean.ts";
import { countText } from "../../report/wording.ts";
import { countFrom, dayFrom, existingOne } from "./arguments.ts";
import { EXIT } from "./exit.ts";
import { INTERRUPTED, stopSignal } from "./stop-signal.ts";

interface Options {
  readonly book?: string;
  readonly lab?: Day;
  readonly jobs?: number;
  readonly shard?: Shard;
  readonly ownFoundation?: boolean;
  readonly fresh?: boolean;
  readonly without: string[];
  readonly overrides?: string;
  readonly policy?: string;
}

/** `npm run grade -- class SUBMISSIONS`: grades a class into a book, and goes on where it was. */
export function classCommand(): Command {
  return new Command("class")
    .description("grade a class into a book; run again, it goes on where it was")
    .argument("<submissions>", "a folder or archive of submissions, named by student", existingOne)
    .option("--book <folder>", "where results are kept (default: SUBMISSIONS-book)")
    .option("--lab <day>", "grade this day only, 1 to 5", dayFrom)
    .option(
      "--jobs <count>",
      "judges that work at once (default: a core each, 4 at most)",
      countFrom,
    )
    .option("--shard <i/n>", "grade the i-th of n parts of the class, see merge", shardFrom)
    .option("--own-foundation", "let later days build on the student's earlier ones")
    .option("--fresh", "begin anew; the old journal is kept beside the new one")
    .option("--without <layer...>", "do without a layer of isolation", [])
    .option("--overrides <file>", "the instructor's decisions (default: beside them)", existingOne)
    .option("--policy <file>", "what students see (default: grader/policy.json)", existingOne)
    .action(async (submissions: string, options: Options) => {
      process.exitCode = await gradeInto(submissions, options);
    });
}

async function gradeInto(submissions: string, options: Options): Promise<number> {
  const policy = await readPolicy(options.policy);
  const roster = await openRoster(submissions);
  const jobs = options.jobs;
  const pool = await JudgePool.start({ ...judgeOptions(options), jobs }).catch(async (error) => {
    await roster.close();
    throw error;
  });
  let book: Book | undefined;
  try {
    for (const line of roster.ignored) console.error(`Not a submission: ${line}`);
    const directory = options.book ?? bookBeside(submissions);
    book = await openBook(directory, pool, options);
    await enrolClass(book, roster.handins, options.lab);
    const overrides = await overridesFor(book, submissions, options);
    const { failed, stopped } = await judgeMissing(book, roster, pool, options);
    if (stopped) return INTERRUPTED;
    const report = overridden(book, overrides);
    process.stdout.write(await classSummary(report));
    if (options.shard)
      console.log(`This shard is in ${directory}; npm run grade -- merge joins them.`);
    else tellWritten(await publishClass(report, directory, { policy, at: new Date() }));
    return tellFailed(failed);
  } finally {
    await pool.close();
    await book?.close();
    await roster.close();
  }
}

async function openBook(directory: string, pool: JudgePool, options: Options): Promise<Book> {
  const { lab, shard } = options;
  const days = lab ? [lab] : availableDays();
  const facts = await factsOf(pool, days, { ...judgeOptions(options), shard });
  const old = options.fresh ? await putAside(directory) : undefined;
  if (old) console.error(`The old journal is in ${old}.`);
  return Book.open(directory, facts);
}

/** Decisions are read before anything is judged: a mistake in them is told at once. */
async function overridesFor(
  { roster, days }: Book,
  submissions: string,
  { overrides }: Options,
): Promise<Overrides> {
  const isFolder = statSync(submissions).isDirectory();
  const file = overrides ?? (isFolder ? overridesIn(submissions) : undefined);
  return file ? readOverrides(file, { students: roster, days }) : new Map();
}

async function judgeMissing(
  book: Book,
  { handins }: Roster,
  pool: JudgePool,
  { lab: onlyDay, without: withoutLayers }: Options,
): Promise<{ failed: readonly LabTask[]; stopped: boolean }> {
  const missing = missingLabs(book).length;
  const total = book.students.length * book.days.length;
  console.error(
    `${total - missing} of ${total} labs are in the book, ${missing} are to be judged.`,
  );
  const progress = classProgress(missing, book.days.length);
  const { signal, release } = stopSignal(() => {
    progress.stop();
    console.error(
      "Stopping. What has been judged is recorded: the same command goes on from there. A second " +
        "signal ends it at once.",
    );
  });
  try {
    const onLab = (task: LabTask) => progress.step(task);
    const failed = await gradeClass(book, handins, pool, { signal, onlyDay, onLab, withoutLayers });
    return { failed, stopped: signal.aborted };
  } finally {
    release();
    progress.stop();
  }
}

function tellWritten(paths: readonly string[]): void {
  console.log(`Written: ${paths.join(", ")}`);
}

function tellFailed(failed: readonly LabTask[]): number {
  if (failed.length === 0) return EXIT.done;
  const shown = failed.slice(0, 10).map(({ student, day }) => {
    return `  ${JSON.stringify(cleanLine(student))}, day ${day.number}`;
  });
  console.error(
    `The grader itself failed at ${countText(failed.length, "lab")}. They are not in the book, and ` +
      `the same command tries them again:\n${shown.join("\n")}`,
  );
  return EXIT.graderError;
}

function judgeOptions({ ownFoundation = false, without }: Options) {
  return { ownFoundation, withoutLayers: without };
}

/** `hand-ins/` and `hand-ins.zip` are graded into `hand-ins-book`. */
function bookBeside(submissions: string): string {
  return `${submissions.replace(/[/\\]+$/, "").replace(/\.(zip|tar|tgz|tar\.gz)$/i, "")}-book`;
}

/** Reads `2/4`. */
function shardFrom(text: string): Shard {
  const [, index, count] = /^(\d{1,6})\/(\d{1,6})$/.exec(text)?.map(Number) ?? [];
  if (index && count && index <= count) return { index, count };
  throw new InvalidArgumentError("It is i/n with i from 1 to n, such as 2/4.");
}
