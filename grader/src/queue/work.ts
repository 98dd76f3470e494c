import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { DAYS, type Day } from "../course/course.ts";
import { courseHash } from "../course/course-hash.ts";
import { UsageError } from "../course/usage-error.ts";
import type { Submission } from "../intake/submission.ts";
import { CompilerClient } from "../judge/compiler-client.ts";
import { Judge } from "../judge/judge.ts";
import { cleanLine } from "../report/clean.ts";
import type { LabReport } from "../report/report.ts";
import { judgeDay } from "../student-tests/judge-day.ts";
import { startGradingWorker } from "./grading-worker.ts";
import type { QueueCourse } from "./queued-submission.ts";
import { connectRedis, shown } from "./redis.ts";
import type { Voice } from "./serve.ts";
import { type Announcement, SubmissionQueue } from "./submission-queue.ts";

/** What `grade worker` is told. */
export interface WorkOptions {
  readonly redis: string;
  readonly queue: string;
  /** Submissions judged at the same time. */
  readonly jobs: number;
  /** Seconds that a worker may be silent before its jobs are given to others. */
  readonly lock: number;
}

const LOOK_AGAIN_MS = 500;

/**
 * Judges what is in a queue until `signal` says stop; then it ends what it has begun.
 *
 * @throws a {@link UsageError} when there is no Redis, or the queue is served for another version of
 * the course.
 */
export async function work(
  options: WorkOptions,
  signal: AbortSignal,
  { say, warn }: Voice,
): Promise<void> {
  const redis = await connectRedis(options.redis, warn);
  const queue = new SubmissionQueue(redis, options.queue);
  try {
    const course = await courseOf(queue, signal, say);
    if (!course) return;
    const name = `${hostname()}-${process.pid}`;
    const judges = await startJudges(course, options.jobs);
    const otherCourse = new AbortController();
    const worker = startGradingWorker(queue, {
      ...{ course, name, jobs: options.jobs, lockMs: options.lock * 1000, judge: judges.judge },
      onJob: (student) => say(`judging ${cleanLine(student, 80)}`),
      onOtherCourse: () => otherCourse.abort(),
    });
    await worker.waitUntilReady();
    say(`Worker ${name} at ${shown(options.redis)}, ${options.jobs} at a time.`);
    await aborted(AbortSignal.any([signal, otherCourse.signal]));
    await worker.close();
    await judges.close();
    if (otherCourse.signal.aborted) throw new UsageError(await refusal(queue, course));
  } finally {
    await queue.close();
  }
}

/** The course of the queue, once there is one. `undefined` when told to stop before. */
async function courseOf(
  queue: SubmissionQueue,
  signal: AbortSignal,
  say: (line: string) => void,
): Promise<QueueCourse | undefined> {
  const own = await courseHash();
  let announced = await queue.announced();
  if (!announced) say(`Nobody serves the queue "${queue.name}" yet: waiting for grade serve.`);
  while (!(announced || signal.aborted)) {
    await sleep(LOOK_AGAIN_MS, undefined, { signal }).catch(() => undefined);
    announced = await queue.announced();
  }
  return announced && checked(queue, announced, own);
}

async function checked(
  queue: SubmissionQueue,
  { book: _, ...course }: Announcement,
  own: string,
): Promise<QueueCourse> {
  if (course.courseHash === own) return course;
  throw new UsageError(await refusal(queue, { ...course, courseHash: own }));
}

async function refusal(queue: SubmissionQueue, own: QueueCourse): Promise<string> {
  const theirs = (await queue.announced())?.courseHash ?? "nothing";
  return (
    `The queue "${queue.name}" is for another version of the course: it is ` +
    `${theirs.slice(0, 12)}, and this one is ${own.courseHash.slice(0, 12)}. ` +
    "Nothing was judged by it. Bring both to the same version, and start the worker again."
  );
}

/** Judges who work side by side, each on one submission at a time. */
async function startJudges({ ownFoundation, days }: QueueCourse, count: number) {
  const shared = { compiler: new CompilerClient(), catalogues: new Map(), vouched: new Map() };
  const start = () => Judge.start({ ownFoundation }, shared);
  const judges = await Promise.all(Array.from({ length: count }, start));
  const idle = [...judges];
  return {
    judge: async (submission: Submission): Promise<LabReport[]> => {
      const judge = idle.pop();
      if (!judge) throw new Error(`More than ${count} submissions at a time.`);
      try {
        return await judgeDays(judge, submission, days);
      } finally {
        idle.push(judge);
      }
    },
    close: () => Promise.all(judges.map((judge) => judge.close())),
  };
}

async function judgeDays(
  judge: Judge,
  submission: Submission,
  numbers: readonly number[],
): Promise<LabReport[]> {
  const labs: LabReport[] = [];
  for (const day of DAYS.filter(({ number }: Day) => numbers.includes(number))) {
    labs.push(await judgeDay(judge, submission, day));
  }
  return labs;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
