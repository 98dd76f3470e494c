import { setTimeout as sleep } from "node:timers/promises";
import type { Book, BookEntry } from "../class/book.ts";
import { type Counts, countGradings, pastGrading } from "../policy/attempts.ts";
import type { LabReport, SubmissionReport } from "../report/report.ts";
import { findingOf } from "./finding.ts";
import { type QueueCourse, sameCourse, unpacked } from "./queued-submission.ts";
import { jobIdOf } from "./student-name.ts";
import type { SubmissionJob, SubmissionQueue } from "./submission-queue.ts";

/** What the registrar needs of a book. */
export type QueueBook = Pick<
  Book,
  "days" | "students" | "has" | "entry" | "enrol" | "record" | "submission"
>;

/** How the registrar works. */
export interface RegistrarOptions {
  readonly course: QueueCourse;
  /** What a student may see of a report. */
  readonly view: (report: SubmissionReport, when: { at: Date } & Counts) => SubmissionReport;
  /** Where days begin and end, for counting gradings. */
  readonly timeZone: string;
  /** Keeps the files of what counts now, durably. */
  readonly keep: (job: SubmissionJob) => Promise<void>;
  /** Told of each submission that the book has. */
  readonly onSettled: (settled: Settled) => void;
  /** Told of each job in the queue that is no submission. */
  readonly onStrange: (id: string, message: string) => void;
}

/** A submission that the book has. */
export interface Settled {
  readonly report: SubmissionReport;
  /** Whether the book had these results before. */
  readonly again: boolean;
  /** Why no worker could judge it, or a day of it: a person must look. */
  readonly failure: string | undefined;
  /** Whether the student has handed in another one since, which counts instead. */
  readonly superseded: boolean;
  readonly worker: string;
}

const LOOK_AGAIN_MS = 200;
/** Reports of one look that are in memory. */
const BATCH = 20;

/**
 * Brings what workers found into the book. Each submission goes through four steps, and whoever dies
 * in between, the next registrar does them again: each of them may be done twice.
 *
 * 1. The book has who handed in what, durably.
 * 2. The book has the results, durably; what it has already it does not take twice.
 * 3. Redis has what the student may see.
 * 4. Redis forgets the job.
 */
export class Registrar {
  readonly #book: QueueBook;
  readonly #queue: SubmissionQueue;
  readonly #options: RegistrarOptions;
  /** Ids of jobs that are no submissions. */
  readonly #strange = new Set<string>();

  constructor(book: QueueBook, queue: SubmissionQueue, options: RegistrarOptions) {
    this.#book = book;
    this.#queue = queue;
    this.#options = options;
  }

  /** Tells Redis what counts in this book: it is the book that knows. */
  async takeOver(): Promise<void> {
    const ids = new Map<string, string>();
    for (const student of this.#book.students) {
      const isWhole = this.#book.days.every(({ number }) => this.#book.has(student, number));
      if (isWhole) ids.set(student, jobIdOf(student, (await this.#book.entry(student)).hash));
    }
    await this.#queue.replaceEnrolled(ids);
  }

  /**
   * Works until `signal` says stop, which it does between two submissions.
   *
   * @param eachRound is called before each look into the queue.
   * @throws the book's error: nothing that it did not take is forgotten.
   */
  async run(signal: AbortSignal, eachRound: () => Promise<void>): Promise<void> {
    while (!signal.aborted) {
      await eachRound();
      const found = await this.#queue.finished(BATCH + this.#strange.size);
      const jobs = found.filter(({ id }) => !this.#strange.has(id as string));
      for (const job of jobs) {
        if (signal.aborted) return;
        if (this.#isSubmission(job)) await this.#settle(job);
      }
      if (jobs.length > 0) continue;
      await sleep(LOOK_AGAIN_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  /** What somebody else has put there is left where it is, and does not stop the others. */
  #isSubmission({ id, data }: SubmissionJob): boolean {
    try {
      unpacked(data);
      return true;
    } catch (error) {
      this.#strange.add(id as string);
      this.#options.onStrange(id as string, error instanceof Error ? error.message : String(error));
      return false;
    }
  }

  async #settle(job: SubmissionJob): Promise<void> {
    if (!this.#isOurs(job)) return this.#sendBack(job);
    const { student, hash } = job.data;
    const { entry, labs, failure } = findingOf(job, this.#book.days);
    const superseded = !(await this.#enrol(job.id as string, entry, failure));
    let news = false;
    for (const lab of labs) news = (await this.#book.record(student, hash, lab)) || news;
    if (!superseded) await this.#options.keep(job);
    const report = superseded ? reportOf(entry, labs) : await this.#book.submission(student);
    await this.#answer(job, report);
    // The book has it: only from here on may Redis forget it.
    await job.remove();
    const worker = job.returnvalue?.worker ?? "no worker";
    this.#options.onSettled({ report, again: !news && !failure, failure, superseded, worker });
  }

  /** Whether it was handed in for this course and, if it was judged, judged by it. */
  #isOurs({ data, returnvalue }: SubmissionJob): boolean {
    const { course } = this.#options;
    return (
      sameCourse(data.course, course) && (!returnvalue || sameCourse(returnvalue.course, course))
    );
  }

  /** To be judged, or judged again, by this course: what another one found is not for this book. */
  async #sendBack(job: SubmissionJob): Promise<void> {
    await job.updateData({ ...job.data, course: this.#options.course });
    await job.retry((await job.isFailed()) ? "failed" : "completed", { resetAttemptsMade: true });
  }

  /**
   * Enters who handed in what, unless a later one counts instead. One that failed is entered too, but
   * handing it in again has it judged again.
   */
  async #enrol(id: string, entry: BookEntry, failure: string | undefined): Promise<boolean> {
    const { student } = entry;
    if (await this.#queue.wantsInstead(student, id)) return false;
    const before = await this.#entryOf(student);
    await this.#book.enrol([entry]);
    await this.#queue.setEnrolled(student, failure === undefined ? id : undefined);
    // Whoever handed the one before in again just now was told that it counts, so it does.
    const wanted = await this.#queue.wanted(student);
    if (!before || wanted === id || jobIdOf(student, before.hash) !== wanted) return true;
    await this.#book.enrol([before]);
    await this.#queue.setEnrolled(student, wanted);
    return false;
  }

  async #entryOf(student: string): Promise<BookEntry | undefined> {
    return this.#book.students.includes(student) ? this.#book.entry(student) : undefined;
  }

  async #answer(job: SubmissionJob, report: SubmissionReport): Promise<void> {
    const { student, hash, submitted } = job.data;
    const id = job.id as string;
    const at = new Date(submitted);
    const earlier = await this.#queue.gradingsBut(student, id);
    const counts = countGradings(earlier, { at, hash, timeZone: this.#options.timeZone });
    const { courseHash } = this.#options.course;
    const answer = { report: this.#options.view(report, { at, ...counts }), submitted, courseHash };
    await this.#queue.answer(id, answer, pastGrading(report, at));
  }
}

/** What the book would say, if it counted. */
function reportOf(entry: BookEntry, labs: readonly LabReport[]): SubmissionReport {
  const { student, hash, source, problems } = entry;
  const points = labs.reduce((sum, lab) => sum + lab.points, 0);
  const outOf = labs.reduce((sum, lab) => sum + lab.outOf, 0);
  return { name: student, source, hash, points, outOf, labs, problems, durationMs: 0 };
}
