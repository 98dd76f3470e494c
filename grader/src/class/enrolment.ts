import { DAYS, type Day } from "../course/course.ts";
import { submissionHash } from "../grading/submission-hash.ts";
import { readSubmission, type Submission } from "../intake/submission.ts";
import { ungradable } from "../judge/lab-report.ts";
import type { DayFacts } from "../report/class-report.ts";
import type { LabReport, Problem } from "../report/report.ts";
import type { Book, BookEntry } from "./book.ts";
import type { Handin } from "./roster.ts";

/** Refusals that are kept of one submission. */
const MAX_PROBLEMS = 100;
const NOTHING = { file: "", line: 0, column: 0, message: "Nothing was handed in.", hint: "" };

/**
 * Enters everyone who handed something in, and nobody else, into a book. Where a student handed
 * nothing in for a day of it, that is its result: nothing needs to run. One submission at a time is in
 * memory.
 *
 * @param onlyDay the day whose `src` lies at the top of a submission, when one day is graded.
 */
export async function enrolClass(
  book: Book,
  handins: readonly Handin[],
  onlyDay?: Day | undefined,
): Promise<void> {
  const entries: BookEntry[] = [];
  const missing: { student: string; hash: string; lab: LabReport }[] = [];
  for (const handin of handins) {
    const submission = await readSubmission(handin.path, { day: onlyDay });
    const entry = entryOf(handin, submission);
    entries.push(entry);
    const days = book.days.filter((day) => !hasFilesOf(submission, day));
    for (const day of days) missing.push({ ...entry, lab: nothingFor(day) });
  }
  await book.enrol(entries, { replace: true });
  const graded = new Set(book.students);
  const results = missing.filter(({ student }) => graded.has(student));
  await Promise.all(results.map(({ student, hash, lab }) => book.record(student, hash, lab)));
}

/** What a book is told of a submission. */
export function entryOf({ student, source }: Handin, submission: Submission): BookEntry {
  const problems = submission.problems.map(
    ({ file, message }): Problem => ({ where: file, message }),
  );
  const more = problems.length - MAX_PROBLEMS;
  if (more > 0) {
    problems.length = MAX_PROBLEMS;
    problems.push({ where: "", message: `And ${more} more.` });
  }
  return { student, hash: submissionHash(submission), source, problems };
}

function hasFilesOf({ files }: Submission, { number }: DayFacts): boolean {
  const { slug } = dayOf(number);
  return [...files.keys()].some((path) => path.startsWith(`${slug}/src/`));
}

function nothingFor({ number, checks }: DayFacts): LabReport {
  return ungradable(dayOf(number), checks, [NOTHING], 0);
}

function dayOf(number: number): Day {
  const day = DAYS.find((one) => one.number === number);
  if (!day) throw new Error(`There is no day ${number}.`);
  return day;
}
