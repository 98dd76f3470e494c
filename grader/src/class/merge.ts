import { resolve } from "node:path";
import { UsageError } from "../course/usage-error.ts";
import { Book, type BookFacts } from "./book.ts";
import { differences, withLayersOf } from "./book-facts.ts";

interface Part {
  readonly directory: string;
  readonly book: Book;
}

const WHICH: [string, string] = ["in the first", "in the second"];

/**
 * Makes one book of the books of all shards of a class: the same as if the class had been graded into
 * it. The parts are only read.
 *
 * @param into a folder without a book. A merge that was cut short may be done again.
 * @throws a {@link UsageError} when a shard is there twice, or missing, or not fully graded; when the
 * parts are of other versions of the course, other days or other options; when they are of other
 * classes, or a student's submission is another one in each. Nothing is written then.
 * @param prepare called once nothing speaks against it, and before anything is written.
 */
export async function mergeBooks(
  directories: readonly string[],
  into: string,
  prepare: () => Promise<void> = async () => undefined,
): Promise<Book> {
  const parts: Part[] = [];
  try {
    for (const directory of directories) {
      if (resolve(directory) === resolve(into)) {
        throw new UsageError(`${directory} is one of the shards: give another --book.`);
      }
      parts.push({ directory, book: await Book.read(directory) });
    }
    assertComplete(parts);
    await assertSameClass(parts);
    assertGraded(parts);
    await prepare();
    return await copied(parts, into);
  } finally {
    for (const { book } of parts) await book.close();
  }
}

/** Every shard, each once, of the same thing. */
function assertComplete(parts: readonly Part[]): void {
  const [first] = parts;
  const count = first?.book.facts.shard?.count ?? 0;
  const byIndex = new Map<number, Part>();
  for (const part of parts) {
    const { shard } = part.book.facts;
    if (!shard) throw new UsageError(`${part.directory} is of a whole class: it is no shard.`);
    const found = differences(withoutShard((first as Part).book), withoutShard(part.book), WHICH);
    if (shard.count !== count)
      found.push(`shards: ${count} ${WHICH[0]}, ${shard.count} ${WHICH[1]}`);
    if (found.length > 0) throw new UsageError(mixed(first as Part, part, found));
    const other = byIndex.get(shard.index);
    if (other) {
      const which = `shard ${shard.index} of ${count}`;
      throw new UsageError(`${other.directory} and ${part.directory} are both ${which}.`);
    }
    byIndex.set(shard.index, part);
  }
  const all = Array.from({ length: count }, (_, index) => index + 1);
  const missing = all.filter((index) => !byIndex.has(index));
  if (missing.length === 0) return;
  throw new UsageError(`Of ${count} shards these are missing: ${missing.join(", ")}.`);
}

/** The same students, each with the same submission, in every part. */
async function assertSameClass(parts: readonly Part[]): Promise<void> {
  const [first, ...others] = parts as [Part, ...Part[]];
  for (const other of others) {
    const found: string[] = [];
    const theirs = new Set(other.book.roster);
    const ours = new Set(first.book.roster);
    for (const student of new Set([...ours, ...theirs])) {
      if (!theirs.has(student)) found.push(`${quoted(student)}: in the first only`);
      else if (!ours.has(student)) found.push(`${quoted(student)}: in the second only`);
      else if (!(await isSameEntry(first.book, other.book, student))) {
        found.push(`${quoted(student)}: another submission in each`);
      }
    }
    if (found.length > 0) throw new UsageError(mixed(first, other, found));
  }
}

/** A result of each day for each student, in the part that they belong to. */
function assertGraded(parts: readonly Part[]): void {
  const gaps = parts.flatMap(({ directory, book }) =>
    book.students.flatMap((student) => {
      const days = book.days.filter(({ number }) => !book.has(student, number));
      const numbers = days.map(({ number }) => number).join(", ");
      return numbers ? [`${directory}: ${quoted(student)}, day ${numbers}`] : [];
    }),
  );
  if (gaps.length === 0) return;
  throw new UsageError(
    `Some results are missing. Run these shards again, they go on where they were:\n${lines(gaps)}`,
  );
}

async function copied(parts: readonly Part[], into: string): Promise<Book> {
  const all = parts.map(({ book }) => withoutShard(book));
  const book = await Book.open(into, all.reduce(withLayersOf));
  try {
    if (book.roster.length > 0) {
      throw new UsageError(
        `There is a book in ${into} already. Begin it anew with --fresh, or give another --book.`,
      );
    }
    const [first] = parts as [Part, ...Part[]];
    const students = first.book.roster;
    // Enrolled last: a merge that was cut short shows nobody.
    for (const part of parts) await copyResults(part.book, book);
    await book.enrol(await Promise.all(students.map((student) => first.book.entry(student))));
    return book;
  } catch (error) {
    await book.close();
    throw error;
  }
}

async function copyResults(from: Book, to: Book): Promise<void> {
  for await (const { name, hash, labs } of from.submissions()) {
    await Promise.all(labs.map((lab) => to.record(name, hash, lab)));
  }
}

async function isSameEntry(one: Book, other: Book, student: string): Promise<boolean> {
  const [a, b] = await Promise.all([one.entry(student), other.entry(student)]);
  return JSON.stringify(a) === JSON.stringify(b);
}

function withoutShard({ facts }: Book): BookFacts {
  const { shard: _shard, ...rest } = facts;
  return rest;
}

function mixed(one: Part, other: Part, found: readonly string[]): string {
  return `${one.directory} and ${other.directory} do not belong together:\n${lines(found)}`;
}

/** The first few. */
function lines(texts: readonly string[]): string {
  const shown = texts.slice(0, 10).map((text) => `  ${text}`);
  const more = texts.length - shown.length;
  return [...shown, ...(more > 0 ? [`  and ${more} more`] : [])].join("\n");
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
