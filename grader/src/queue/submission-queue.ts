import { type Job, Queue } from "bullmq";
import type { Redis } from "ioredis";
import { z } from "zod";
import type { PastGrading } from "../policy/attempts.ts";
import type { SubmissionReport } from "../report/report.ts";
import {
  type JudgedSubmission,
  QUEUE_COURSE,
  type QueueCourse,
  type QueuedSubmission,
} from "./queued-submission.ts";
import { jobIdOf, studentKey } from "./student-name.ts";

/** What `grade serve` says of itself to whoever submits or judges. */
export interface Announcement extends QueueCourse {
  /** Where the book lies that results go to. */
  readonly book: string;
}

/** A submission in the queue; `returnvalue` is what was found, once it is judged. */
export type SubmissionJob = Job<QueuedSubmission, JudgedSubmission | null>;

/** What a student may see of a submission that is in the book. */
export interface Answer {
  readonly report: SubmissionReport;
  /** By the clock of Redis: ISO 8601. */
  readonly submitted: string;
  readonly courseHash: string;
}

/** The name of BullMQ's queue below the prefix. */
export const JOBS = "submissions";

const ANNOUNCEMENT = QUEUE_COURSE.extend({ book: z.string() });
const WEEK_S = 7 * 24 * 60 * 60;
/** A worker that fails may be at fault itself: another one tries. */
const ATTEMPTS = 3;
const RETRY_MS = 1000;

/**
 * Submissions between whoever hands them in, workers and the book. All of it lies in Redis:
 *
 * | key | what it holds |
 * | --- | --- |
 * | `NAME:submissions:…` | BullMQ's: a job for each submission that is not in the book yet |
 * | `NAME:course` | the {@link Announcement} |
 * | `NAME:wanted` | by student, the job id of what they handed in last |
 * | `NAME:enrolled` | by student, the job id of what counts in the book |
 * | `NAME:answer:JOB` | the {@link Answer}, for a week |
 * | `NAME:gradings:STUDENT` | by job id, what is remembered of a grading |
 *
 * A job leaves only when the book has its results: until then Redis has it, from then on the book.
 */
export class SubmissionQueue {
  readonly redis: Redis;
  /** The prefix of all its keys. */
  readonly name: string;
  readonly #jobs: Queue<QueuedSubmission, JudgedSubmission | null>;

  constructor(redis: Redis, name: string) {
    this.redis = redis;
    this.name = name;
    this.#jobs = new Queue(JOBS, { connection: redis, prefix: name });
    // The connection is shared, and tells of its errors itself.
    this.#jobs.on("error", () => undefined);
  }

  async announced(): Promise<Announcement | undefined> {
    const text = await this.redis.get(this.#key("course"));
    return text === null ? undefined : ANNOUNCEMENT.parse(JSON.parse(text));
  }

  async announce(announcement: Announcement): Promise<void> {
    await this.redis.set(this.#key("course"), JSON.stringify(announcement));
  }

  /** The time by the clock of Redis, the only one that all machines share. */
  async now(): Promise<Date> {
    const [seconds, microseconds] = await this.redis.time();
    return new Date(Number(seconds) * 1000 + Math.floor(Number(microseconds) / 1000));
  }

  /**
   * Puts a submission into the queue. When it resolves, Redis has it, as durably as its settings say.
   * One that is in the queue already, or in the book as what counts, is not put in again.
   */
  async add(data: QueuedSubmission): Promise<"added" | "waiting" | "graded"> {
    const { student, hash } = data;
    const id = jobIdOf(student, hash);
    // First of all, so that the book does not take an earlier one for the last: see wantsInstead.
    await this.redis.hset(this.#key("wanted"), student, id);
    if ((await this.enrolled(student)) === id) return "graded";
    const isThere = (await this.job(id)) !== undefined;
    const backoff = { type: "fixed", delay: RETRY_MS };
    await this.#jobs.add("submission", data, { jobId: id, attempts: ATTEMPTS, backoff });
    return isThere ? "waiting" : "added";
  }

  async job(id: string): Promise<SubmissionJob | undefined> {
    return this.#jobs.getJob(id);
  }

  /** Up to `count` or so of the jobs that workers are done with, the oldest first. */
  async finished(count: number): Promise<SubmissionJob[]> {
    const jobs = await this.#jobs.getJobs(["completed", "failed"], 0, count - 1, true);
    // One that is removed meanwhile is listed as nothing.
    return jobs.filter((job) => job !== undefined) as SubmissionJob[];
  }

  /** Jobs that are not in the book yet. */
  async pending(): Promise<number> {
    const counts = await this.#jobs.getJobCounts();
    return Object.values(counts).reduce((sum, count) => sum + count, 0);
  }

  /** The id of what counts in the book for a student. */
  async enrolled(student: string): Promise<string | undefined> {
    return (await this.redis.hget(this.#key("enrolled"), student)) ?? undefined;
  }

  /** @param id `undefined` where what counts has no results yet. */
  async setEnrolled(student: string, id: string | undefined): Promise<void> {
    if (id === undefined) await this.redis.hdel(this.#key("enrolled"), student);
    else await this.redis.hset(this.#key("enrolled"), student, id);
  }

  /** Forgets what counted, and takes it from a book. */
  async replaceEnrolled(ids: ReadonlyMap<string, string>): Promise<void> {
    const key = this.#key("enrolled");
    const change = this.redis.multi().del(key);
    for (const [student, id] of ids) change.hset(key, student, id);
    await change.exec();
  }

  /** The id of what the student handed in last. */
  async wanted(student: string): Promise<string | undefined> {
    return (await this.redis.hget(this.#key("wanted"), student)) ?? undefined;
  }

  /**
   * Whether another submission counts instead of `id`: one that the student handed in later, and that
   * is in the book or on its way. What somebody died over while handing it in is neither.
   */
  async wantsInstead(student: string, id: string): Promise<boolean> {
    const wanted = await this.wanted(student);
    if (wanted === undefined || wanted === id) return false;
    return (await this.enrolled(student)) === wanted || (await this.job(wanted)) !== undefined;
  }

  /** What is remembered of a student's gradings, but for the one with this id. */
  async gradingsBut(student: string, id: string): Promise<PastGrading[]> {
    const all = await this.redis.hgetall(this.#gradings(student));
    return Object.entries(all)
      .filter(([other]) => other !== id)
      .map(([, text]) => JSON.parse(text) as PastGrading);
  }

  /** Keeps an answer for whoever waits for it, and remembers the grading. Doing it again is no harm. */
  async answer(id: string, answer: Answer, grading: PastGrading): Promise<void> {
    const text = JSON.stringify(answer);
    await this.redis.hset(this.#gradings(answer.report.name), id, JSON.stringify(grading));
    await this.redis.set(this.#key("answer", id), text, "EX", WEEK_S);
  }

  async answerTo(id: string): Promise<Answer | undefined> {
    const text = await this.redis.get(this.#key("answer", id));
    return text === null ? undefined : (JSON.parse(text) as Answer);
  }

  async close(): Promise<void> {
    await this.#jobs.close();
    this.redis.disconnect();
  }

  #key(...parts: string[]): string {
    return [this.name, ...parts].join(":");
  }

  #gradings(student: string): string {
    return this.#key("gradings", studentKey(student));
  }
}
