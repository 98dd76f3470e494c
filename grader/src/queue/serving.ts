import { hostname } from "node:os";
import { resolve } from "node:path";
import type { BookFacts } from "../class/book.ts";
import { factsOf } from "../class/class-run.ts";
import { availableDays, type Day } from "../course/course.ts";
import { UsageError } from "../course/usage-error.ts";
import { JudgePool } from "../judge/judge-pool.ts";
import { sameCourse } from "./queued-submission.ts";
import type { Announcement, SubmissionQueue } from "./submission-queue.ts";

/** The facts of the book that a queue is served for. */
export async function factsFor(day: Day | undefined, ownFoundation: boolean): Promise<BookFacts> {
  const pool = await JudgePool.start({ jobs: 1 });
  try {
    const days = day ? [day] : availableDays();
    return await factsOf(pool, days, { ownFoundation, withoutLayers: [] });
  } finally {
    await pool.close();
  }
}

/** What is announced to whoever submits or judges. */
export function announcementOf(
  { courseHash, ownFoundation, days }: BookFacts,
  book: string,
): Announcement {
  const numbers = days.map(({ number }) => number);
  return { courseHash, ownFoundation, days: numbers, book: `${hostname()}:${resolve(book)}` };
}

/** @throws a {@link UsageError} when the queue was served for another course or another book. */
export async function assertFree(queue: SubmissionQueue, own: Announcement): Promise<void> {
  const before = await queue.announced();
  const difference = before && differenceOf(before, own);
  if (!difference) return;
  throw new UsageError(
    `The queue "${queue.name}" is served for something else: ${difference}; ` +
      `${await queue.pending()} submissions in it are not in a book yet.\n` +
      "Give another --queue; or, when the other serve is stopped for good, --take-over: what waits " +
      "is judged by this course then, and goes to this book.",
  );
}

/**
 * Says again what is announced, should Redis have lost it.
 *
 * @throws a {@link UsageError} when another serve has taken the queue over.
 */
export async function assertOwn(queue: SubmissionQueue, own: Announcement): Promise<void> {
  const now = await queue.announced();
  if (!now) return queue.announce(own);
  const difference = differenceOf(now, own);
  if (difference) throw new UsageError(`Another serve has taken the queue over: ${difference}.`);
}

function differenceOf(other: Announcement, own: Announcement): string | undefined {
  if (!sameCourse(other, own)) {
    const [theirs, ours] = [other, own].map(
      ({ courseHash, days, ownFoundation }) =>
        `course ${courseHash.slice(0, 12)}, days ${days}${ownFoundation ? ", own foundation" : ""}`,
    );
    return `${theirs}, and this is ${ours}`;
  }
  return other.book === own.book ? undefined : `the book ${other.book}, and this is ${own.book}`;
}
