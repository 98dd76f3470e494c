import { DAYS, type Day } from "../course/course.ts";
import { courseHash } from "../course/course-hash.ts";
import { UsageError } from "../course/usage-error.ts";
import { layerReports } from "../grading/grading.ts";
import { submissionHash } from "../grading/submission-hash.ts";
import { readSubmission, type Submission } from "../intake/submission.ts";
import type { Judge } from "../judge/judge.ts";
import type { DayFacts } from "../report/class-report.ts";
import type { LabReport } from "../report/report.ts";
import { judgeDay } from "../student-tests/judge-day.ts";
import type { Book, BookFacts } from "./book.ts";
import type { Handin } from "./roster.ts";
import type { Shard } from "./shard.ts";

/** Judges who work side by side: a `JudgePool` is one. */
export interface Judges {
  map<Task, Result>(
    tasks: Iterable<Task>,
    work: (judge: Pick<Judge, "judge" | "catalogue">, task: Task) => Promise<Result>,
  ): Promise<Result[]>;
}

/** What a class is graded with. */
export interface ClassOptions {
  readonly ownFoundation: boolean;
  /** Names of isolation layers to do without. */
  readonly withoutLayers: readonly string[];
  readonly shard?: Shard | undefined;
}

/** The facts of a book for these days, as the course is now. */
export async function factsOf(
  judges: Judges,
  days: readonly Day[],
  { ownFoundation, withoutLayers, shard }: ClassOptions,
): Promise<BookFacts> {
  const facts = await judges.map(days, async (judge, day): Promise<DayFacts> => {
    const { number, title } = day;
    return { number, title, checks: await judge.catalogue(day) };
  });
  const [hash, layers] = await Promise.all([courseHash(), layerReports(withoutLayers)]);
  const common = { format: 1, courseHash: hash, days: facts, ownFoundation, layers } as const;
  return shard ? { ...common, shard } : common;
}

/** One day of one student, to be judged. */
export interface LabTask {
  readonly student: string;
  readonly day: Day;
}

/** How to grade a class. */
export interface ClassRunOptions {
  /**
   * Nothing more is begun once it is aborted, and nothing recorded: a signal from a terminal reaches the
   * processes of the submissions, too, so that what runs then may fail by it.
   */
  readonly signal?: AbortSignal;
  /** The day whose `src` lies at the top of a submission, when one day is graded. */
  readonly onlyDay?: Day | undefined;
  /** Names of isolation layers to do without. */
  readonly withoutLayers?: readonly string[];
  /** Called when a lab has been judged, and is durable. */
  readonly onLab?: (task: LabTask, lab: LabReport) => void;
}

/** The results that a book does not have yet. */
export function missingLabs(book: Book): LabTask[] {
  return book.students.flatMap((student) =>
    // The last day takes longest: begun first, it does not end alone.
    DAYS.filter((day) => book.days.some(({ number }) => number === day.number))
      .filter(({ number }) => !book.has(student, number))
      .toReversed()
      .map((day) => ({ student, day })),
  );
}

/**
 * Judges what a book does not have yet, and records each result as soon as it is there. What the grader
 * itself failed at is given back, and not recorded: the next run tries again. No more submissions are in
 * memory than there are judges.
 *
 * @throws a {@link UsageError} when a submission is not what was enrolled any more; the log's errors.
 * All that was recorded stays.
 */
export async function gradeClass(
  book: Book,
  handins: readonly Handin[],
  judges: Judges,
  { signal, onlyDay, onLab, withoutLayers = [] }: ClassRunOptions = {},
): Promise<readonly LabTask[]> {
  const failed: LabTask[] = [];
  const paths = new Map(handins.map(({ student, path }) => [student, path]));
  const read = (student: string) => readSubmission(paths.get(student) as string, { day: onlyDay });
  const tasks = withSubmissions(missingLabs(book), read, signal);
  await judges.map(tasks, async (judge, { task, submission }) => {
    const taken = await submission();
    const hash = submissionHash(taken);
    const lab = await judgeDay(judge, taken, task.day, { withoutLayers });
    if (signal?.aborted) return;
    const isFailed = lab.checks.some(({ verdict }) => verdict === "grader-error");
    if (isFailed) failed.push(task);
    else await book.record(task.student, await asEnrolled(book, task.student, hash), lab);
    onLab?.(task, lab);
  });
  return failed;
}

/** Tasks with what is to be judged, which is read once a student, and only when it is needed. */
function* withSubmissions(
  tasks: readonly LabTask[],
  read: (student: string) => Promise<Submission>,
  signal: AbortSignal | undefined,
): Generator<{ task: LabTask; submission: () => Promise<Submission> }> {
  let current: { student: string; submission: () => Promise<Submission> } | undefined;
  for (const task of tasks) {
    const { student } = task;
    if (signal?.aborted) return;
    if (current?.student !== student) current = { student, submission: once(() => read(student)) };
    yield { task, submission: current.submission };
  }
}

async function asEnrolled(book: Book, student: string, hash: string): Promise<string> {
  if ((await book.entry(student)).hash === hash) return hash;
  throw new UsageError(
    `What ${JSON.stringify(student)} handed in was changed while the class was graded. Run it ` +
      "again: all that is done stays.",
  );
}

function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
