import { DelayedError, UnrecoverableError, Worker } from "bullmq";
import type { Submission } from "../intake/submission.ts";
import type { LabReport } from "../report/report.ts";
import {
  type JudgedSubmission,
  type QueueCourse,
  type QueuedSubmission,
  sameCourse,
  unpacked,
} from "./queued-submission.ts";
import { JOBS, type SubmissionJob, type SubmissionQueue } from "./submission-queue.ts";

/** How a worker works. */
export interface GradingWorkerOptions {
  /** What it judges by. */
  readonly course: QueueCourse;
  /** For people: which worker it was. */
  readonly name: string;
  /** Submissions judged at the same time. */
  readonly jobs: number;
  readonly judge: (submission: Submission) => Promise<readonly LabReport[]>;
  /** How long a worker may be silent before its jobs are given to others. Default 30 s. */
  readonly lockMs?: number;
  /** Told of each submission that is begun. */
  readonly onJob?: (student: string) => void;
  /** Called once when this worker must stop, for the queue is one of another course now. */
  readonly onOtherCourse: () => void;
}

const DEFAULT_LOCK_MS = 30_000;
/** Workers that may die over a submission before it is left to a person. */
const DEATHS = 3;
/** Until then, a job that was put back waits for a worker of the right course. */
const PUT_BACK_MS = 1000;

/**
 * Takes submissions from the queue and judges them. BullMQ renews its lock of each job while the worker
 * lives; when it dies, the lock expires, and another worker begins the job anew. Only the holder of the
 * lock can finish a job, so each gets one result.
 */
export function startGradingWorker(
  queue: SubmissionQueue,
  options: GradingWorkerOptions,
): Worker<QueuedSubmission, JudgedSubmission | null> {
  const lockDuration = options.lockMs ?? DEFAULT_LOCK_MS;
  const process = (job: SubmissionJob, token?: string) => judgeJob(job, token, queue, options);
  const worker = new Worker<QueuedSubmission, JudgedSubmission | null>(JOBS, process, {
    connection: queue.redis,
    prefix: queue.name,
    name: options.name,
    concurrency: options.jobs,
    lockDuration,
    stalledInterval: Math.ceil(lockDuration / 2),
    maxStalledCount: DEATHS - 1,
    runRetryDelay: 1000,
  });
  // The connection tells of its own errors; a lock that was lost is for whoever has it now.
  worker.on("error", () => undefined);
  return worker;
}

async function judgeJob(
  job: SubmissionJob,
  token: string | undefined,
  queue: SubmissionQueue,
  options: GradingWorkerOptions,
): Promise<JudgedSubmission> {
  const { course, name } = options;
  if (!sameCourse(job.data.course, course)) await refuse(job, token, queue, options);
  options.onJob?.(job.data.student);
  const labs = await options.judge(submissionOf(job));
  const failed = labs.flatMap(({ checks }) => checks).find(isGraderError);
  const isLast = job.attemptsMade + 1 >= (job.opts.attempts ?? 1);
  // It may be this machine that is at fault: another worker tries, and only then it is a result.
  if (failed && !isLast) throw new Error(failed.message);
  return { course, labs, worker: name };
}

function submissionOf({ data }: SubmissionJob): Submission {
  try {
    return unpacked(data);
  } catch (error) {
    throw new UnrecoverableError(error instanceof Error ? error.message : String(error));
  }
}

function isGraderError({ verdict }: { verdict: string }): boolean {
  return verdict === "grader-error";
}

/** A job of another course is never judged by this one. One of the two is out of date. */
async function refuse(
  job: SubmissionJob,
  token: string | undefined,
  queue: SubmissionQueue,
  { course, onOtherCourse }: GradingWorkerOptions,
): Promise<never> {
  const announced = await queue.announced();
  if (announced && sameCourse(announced, course)) {
    throw new UnrecoverableError("it was handed in for another version of the course");
  }
  await job.moveToDelayed(Date.now() + PUT_BACK_MS, token);
  onOtherCourse();
  throw new DelayedError();
}
