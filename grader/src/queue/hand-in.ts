import { basename, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { DAYS } from "../course/course.ts";
import { UsageError } from "../course/usage-error.ts";
import { submissionHash } from "../grading/submission-hash.ts";
import { readSubmission, type Submission } from "../intake/submission.ts";
import { cleanLine } from "../report/clean.ts";
import { packed } from "./queued-submission.ts";
import { jobIdOf, studentName } from "./student-name.ts";
import type { Announcement, Answer, SubmissionQueue } from "./submission-queue.ts";

/** A submission that Redis has. */
export interface HandedIn {
  readonly id: string;
  /**
   * `added` now; `waiting` since the same was handed in before; or `graded` already, and what counts
   * for this student.
   */
  readonly state: "added" | "waiting" | "graded";
  readonly submission: Submission;
}

const LOOK_AGAIN_MS = 250;

/**
 * Hands in a folder or an archive for a student. Only its source files travel.
 *
 * @throws a {@link UsageError} when nobody ever served this queue, or there is nothing to grade in it.
 */
export async function handIn(
  queue: SubmissionQueue,
  path: string,
  student: string,
): Promise<HandedIn> {
  const name = studentName(student);
  const { book: _, ...course } = await announcementOf(queue);
  const day = DAYS.find(({ number }) => course.days.length === 1 && number === course.days[0]);
  const submission = await readSubmission(path, { day });
  if (submission.files.size === 0) throw new UsageError(refusal(path, submission));
  const hash = submissionHash(submission);
  const state = await queue.add({
    student: name,
    hash,
    source: basename(resolve(path)),
    submitted: (await queue.now()).toISOString(),
    course,
    files: packed(submission),
    problems: submission.problems,
  });
  return { id: jobIdOf(name, hash), state, submission };
}

/**
 * The answer, as soon as the book has the results. `undefined` when there is none: it was graded so
 * long ago that the answer is not kept any more, or Redis has lost the submission.
 */
export async function answerTo(queue: SubmissionQueue, id: string): Promise<Answer | undefined> {
  // While there is a job, an answer is one of an earlier time; when it goes, its answer is there.
  while (await queue.job(id)) await sleep(LOOK_AGAIN_MS);
  return queue.answerTo(id);
}

async function announcementOf(queue: SubmissionQueue): Promise<Announcement> {
  const announcement = await queue.announced();
  if (announcement) return announcement;
  throw new UsageError(
    `Nobody has served the queue "${queue.name}" on this Redis yet. ` +
      "Start it first: npm run grade -- serve --book DIR",
  );
}

function refusal(path: string, { problems }: Submission): string {
  const lines = problems.map(
    ({ file, message }) => `  ${cleanLine(file ? `${file}: ${message}` : message)}\n`,
  );
  return `Nothing was handed in: ${cleanLine(path)} has nothing to grade.\n${lines.join("")}`.trimEnd();
}
