/**
 * A graded class on disk. `BOOK/journal` is a log written by day 5's reference; each record puts
 * compressed JSON under a key, and the last put of a key counts:
 *
 * ```text
 * key                          value
 * facts                        BookFacts
 * entry/STUDENT                BookEntry; deleted when the student is not in the class any more
 * result/DAY/HASH/STUDENT      StoredLab: the day, of the submission with this hash
 * ```
 *
 * @module
 */
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import type { SegmentPosition } from "@wal-labs/rotation";
import type { ClassReport, DayFacts } from "../report/class-report.ts";
import type { LabReport, LayerReport, Problem, SubmissionReport } from "../report/report.ts";
import { NoBookError, StaleBookError } from "./book-errors.ts";
import { type BookFacts, differences, withLayersOf } from "./book-facts.ts";
import { type Change, Journal, journalFolder } from "./journal.ts";
import { namesOfShard } from "./shard.ts";
import { labFrom, type StoredLab, storedLab } from "./stored-lab.ts";

export { JournalError, NoBookError, StaleBookError } from "./book-errors.ts";
export type { BookFacts } from "./book-facts.ts";

/** A student of the class, and what they handed in. */
export interface BookEntry {
  readonly student: string;
  /** SHA-256, in hex, over the paths and bytes of the files taken from it. */
  readonly hash: string;
  /** The folder or archive it came from, relative to the class's. */
  readonly source: string;
  /** What was wrong with the folder or archive itself. */
  readonly problems: readonly Problem[];
}

interface Enrolled {
  readonly hash: string;
  /** The entry as it lies in the journal: equal for equal entries. */
  readonly position: SegmentPosition;
}

/**
 * The results of a class, each durable as soon as it is recorded. Only where they lie is kept in
 * memory, so it is flat in their size. A crash loses nothing that was recorded, and leaves nothing half.
 */
export class Book implements ClassReport {
  #facts: BookFacts | undefined;
  readonly #positions = new Map<string, SegmentPosition>();
  readonly #entries = new Map<string, Enrolled>();
  /** Results that are on their way to the disk, by key. */
  readonly #writing = new Map<string, Promise<void>>();
  #journal!: Journal;

  private constructor() {}

  /**
   * Opens a book, or makes one with these facts. One that was begun with less isolation stays one.
   *
   * @throws a {@link StaleBookError} when it was begun with other facts; a {@link JournalError} when
   * its journal is damaged, or another run is at work on it. It is left as it was then.
   */
  static async open(directory: string, facts: BookFacts): Promise<Book> {
    await mkdir(directory, { recursive: true });
    const book = await Book.#load(directory);
    try {
      const before = book.#facts;
      const found = before ? differences(before, facts) : [];
      if (found.length > 0) throw new StaleBookError(directory, found);
      await book.#setFacts(before ? withLayersOf(before, facts) : facts);
      return book;
    } catch (error) {
      await book.close();
      throw error;
    }
  }

  /**
   * Opens an existing book, whatever its facts.
   *
   * @throws a {@link NoBookError} when there is none, or it was never begun; a {@link JournalError} as
   * {@link open}.
   */
  static async read(directory: string): Promise<Book> {
    if (!existsSync(journalFolder(directory))) throw new NoBookError(directory);
    const book = await Book.#load(directory);
    if (book.#facts) return book;
    await book.close();
    throw new NoBookError(directory);
  }

  static async #load(directory: string): Promise<Book> {
    const book = new Book();
    book.#journal = await Journal.open(directory, (key, position) => book.#index(key, position));
    try {
      await book.#readFacts();
      await book.#readEntries();
      return book;
    } catch (error) {
      await book.close();
      throw error;
    }
  }

  get facts(): BookFacts {
    if (!this.#facts) throw new Error("The book has no facts yet.");
    return this.#facts;
  }

  get courseHash(): string {
    return this.facts.courseHash;
  }

  get days(): readonly DayFacts[] {
    return this.facts.days;
  }

  get layers(): readonly LayerReport[] {
    return this.facts.layers;
  }

  /** Everyone in the class, in order; the same on every machine, whatever its language. */
  get roster(): readonly string[] {
    return [...this.#entries.keys()].sort();
  }

  /** Those of the {@link roster} who are graded into this book: all, or those of its shard. */
  get students(): readonly string[] {
    return namesOfShard(this.roster, this.facts.shard);
  }

  /**
   * Says who is in the class, with which submission. Each replaces the entry of the same student; with
   * `replace`, students who are not among them leave the class. Results stay, also of submissions that
   * were replaced. Durable when it resolves; a crash leaves all of it or nothing.
   */
  async enrol(entries: readonly BookEntry[], { replace = false } = {}): Promise<void> {
    const changes: Change[] = [];
    for (const entry of entries) {
      if (!(await this.#isEnrolled(entry))) changes.push([entryKey(entry.student), entry]);
    }
    const staying = new Set(entries.map(({ student }) => student));
    const leaving = replace ? this.roster.filter((student) => !staying.has(student)) : [];
    changes.push(...leaving.map((student): Change => [entryKey(student), undefined]));
    await this.#journal.write(changes);
    for (const { student, hash } of entries) this.#enter(student, hash);
    for (const student of leaving) this.#entries.delete(student);
  }

  /** What a student of the class handed in. */
  async entry(student: string): Promise<BookEntry> {
    const { position } = this.#enrolled(student);
    return (await this.#journal.read(position)) as BookEntry;
  }

  /** Whether there is a result of a day for what the student has handed in now. */
  has(student: string, day: number): boolean {
    const hash = this.#entries.get(student)?.hash;
    return hash !== undefined && this.#positions.has(resultKey(student, hash, day));
  }

  /**
   * Records a result, durable when it resolves. `false` when there was one already, which stays: nothing
   * is written twice.
   *
   * @throws an `Error` when the day, or a check, is none of the book's.
   */
  async record(student: string, hash: string, lab: LabReport): Promise<boolean> {
    const key = resultKey(student, hash, lab.day);
    const writing = this.#writing.get(key);
    // Whoever is told that it is there may rely on it: it must be durable by then.
    if (writing) await writing;
    if (writing || this.#positions.has(key)) return false;
    const day = this.days.find(({ number }) => number === lab.day);
    if (!day) throw new Error(`The book has no day ${lab.day}.`);
    const written = this.#journal.write([[key, storedLab(lab, day)]]);
    this.#writing.set(key, written);
    await written.finally(() => this.#writing.delete(key));
    return true;
  }

  /** What is known of a student of the class: the days that have a result. */
  async submission(student: string): Promise<SubmissionReport> {
    const { hash, source, problems } = await this.entry(student);
    const labs: LabReport[] = [];
    for (const day of this.days) {
      const position = this.#positions.get(resultKey(student, hash, day.number));
      if (position) labs.push(labFrom((await this.#journal.read(position)) as StoredLab, day));
    }
    const points = labs.reduce((sum, lab) => sum + lab.points, 0);
    const outOf = labs.reduce((sum, lab) => sum + lab.outOf, 0);
    return { name: student, source, hash, points, outOf, labs, problems, durationMs: 0 };
  }

  async *submissions(): AsyncIterable<SubmissionReport> {
    for (const student of this.students) yield await this.submission(student);
  }

  /** Lets what is being recorded come to its end, and closes the journal. */
  close(): Promise<void> {
    return this.#journal.close();
  }

  #index(key: string, position: SegmentPosition | undefined): void {
    if (position) this.#positions.set(key, position);
    else this.#positions.delete(key);
  }

  async #readFacts(): Promise<void> {
    const position = this.#positions.get("facts");
    if (position) this.#facts = (await this.#journal.read(position)) as BookFacts;
  }

  async #readEntries(): Promise<void> {
    for (const key of this.#positions.keys()) {
      if (!key.startsWith(ENTRY)) continue;
      const position = this.#positions.get(key) as SegmentPosition;
      const { student, hash } = (await this.#journal.read(position)) as BookEntry;
      this.#enter(student, hash);
    }
  }

  async #setFacts(facts: BookFacts): Promise<void> {
    const isNews = JSON.stringify(facts) !== JSON.stringify(this.#facts);
    if (isNews) await this.#journal.write([["facts", facts]]);
    this.#facts = facts;
  }

  #enter(student: string, hash: string): void {
    const position = this.#positions.get(entryKey(student)) as SegmentPosition;
    this.#entries.set(student, { hash, position });
  }

  #enrolled(student: string): Enrolled {
    const enrolled = this.#entries.get(student);
    if (enrolled) return enrolled;
    throw new Error(`${JSON.stringify(student)} is not in the class.`);
  }

  async #isEnrolled(entry: BookEntry): Promise<boolean> {
    if (this.#entries.get(entry.student)?.hash !== entry.hash) return false;
    return JSON.stringify(await this.entry(entry.student)) === JSON.stringify(entry);
  }
}

const ENTRY = "entry/";

function entryKey(student: string): string {
  return `${ENTRY}${student}`;
}

function resultKey(student: string, hash: string, day: number): string {
  return `result/${day}/${hash}/${student}`;
}
