import { readFile } from "node:fs/promises";
import { Command } from "commander";
import { Book } from "../../class/book.ts";
import { UsageError } from "../../course/usage-error.ts";
import { readSubmission } from "../../intake/submission.ts";
import { differences, type Recorded, recordedIn } from "../../replay/recorded.ts";
import { NoCheckError, type Replayed, replay } from "../../replay/replay.ts";
import { replayText } from "../../replay/replay-text.ts";
import { cleanText } from "../../report/clean.ts";
import { readGradeReport } from "../../report/json.ts";
import type { GradeReport } from "../../report/report.ts";
import { ShapeError } from "../../report/shape.ts";
import { existingOne } from "./arguments.ts";
import { EXIT } from "./exit.ts";

interface Options {
  readonly book?: string;
  readonly json?: string;
  readonly student?: string;
  readonly ownFoundation?: boolean;
}

/** What was said then, and how the day was built. */
interface Before {
  readonly recorded: Recorded;
  readonly ownFoundation?: boolean;
}

/** `npm run grade -- replay SUBMISSION CHECK`: how a verdict comes about, and whether it still does. */
export function replayCommand(): Command {
  return new Command("replay")
    .description("judge one check of one submission again, and compare it with a report")
    .argument("<submission>", "a folder, .zip or .tar.gz file", existingOne)
    .argument("<check>", "such as 1.7-sync-before-resolve")
    .option("--json <file>", "compare with this report, which --json wrote", existingOne)
    .option("--book <folder>", "compare with this class's book", existingOne)
    .option("--student <name>", "who it is in the report; by default the submission's name")
    .option("--own-foundation", "the day was built on the student's earlier ones")
    .action(async (source: string, id: string, options: Options) => {
      process.exitCode = await replayOne(source, id, options).catch((error: unknown) => {
        throw error instanceof NoCheckError ? new UsageError(error.message) : error;
      });
    });
}

async function replayOne(source: string, id: string, options: Options): Promise<number> {
  if (options.book && options.json) throw new UsageError("Either --book or --json, not both.");
  const student = options.student ?? (await readSubmission(source)).name;
  const before = await beforeFrom(options, student, id);
  const ownFoundation = options.ownFoundation ?? before?.ownFoundation ?? false;
  const replayed = await replay(source, id, { ownFoundation });
  console.log(replayText(replayed));
  return before ? compared(replayed, before.recorded) : EXIT.done;
}

function compared(replayed: Replayed, recorded: Recorded): number {
  const found = differences(replayed, recorded);
  if (found.length === 0) {
    const what = recorded.isWhole ? "verdict, message, story and places" : "verdict";
    console.log(`As in the report: the same course, submission, ${what}.`);
    return EXIT.done;
  }
  const shown = found.map((sentence) => `- ${cleanText(sentence, 2000)}`);
  console.log(["Not as in the report:", ...shown].join("\n"));
  return EXIT.differs;
}

async function beforeFrom(
  { book, json }: Options,
  student: string,
  id: string,
): Promise<Before | undefined> {
  if (json !== undefined) return { recorded: await fromReport(json, student, id) };
  return book === undefined ? undefined : await fromBook(book, student, id);
}

async function fromReport(file: string, student: string, id: string): Promise<Recorded> {
  const report = await reportIn(file);
  const submission = report.submissions.find(({ name }) => name === student);
  if (!submission) throw new UsageError(`${file}: there is no submission of ${student}.`);
  return found(recordedIn(submission, id, report), file, student, id);
}

async function fromBook(directory: string, student: string, id: string): Promise<Before> {
  const book = await Book.read(directory);
  try {
    const { ownFoundation } = book.facts;
    if (!book.students.includes(student)) throw new UsageError(`${directory}: no ${student}.`);
    const recorded = recordedIn(await book.submission(student), id, book);
    return { recorded: found(recorded, directory, student, id), ownFoundation };
  } finally {
    await book.close();
  }
}

function found(
  recorded: Recorded | undefined,
  where: string,
  student: string,
  id: string,
): Recorded {
  if (recorded) return recorded;
  throw new UsageError(`${where}: ${student} has no result for ${id}.`);
}

async function reportIn(file: string): Promise<GradeReport> {
  try {
    return readGradeReport(await readFile(file, "utf8"));
  } catch (error) {
    throw error instanceof ShapeError ? new UsageError(`${file}: ${error.message}`) : error;
  }
}
