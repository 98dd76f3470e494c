import { join } from "node:path";
import { Book } from "../class/book.ts";
import type { Day } from "../course/course.ts";
import type { Policy } from "../policy/policy.ts";
import { readPolicy } from "../policy/read-policy.ts";
import { studentView } from "../policy/student-view.ts";
import { cleanLine } from "../report/clean.ts";
import { GradebookFile } from "./gradebook-file.ts";
import { keepSources } from "./keep-sources.ts";
import { connectRedis, shown } from "./redis.ts";
import { dangersOf, redisPromises } from "./redis-promises.ts";
import { Registrar, type RegistrarOptions } from "./registrar.ts";
import { announcementOf, assertFree, assertOwn, factsFor } from "./serving.ts";
import { settledLine } from "./settled-line.ts";
import { type Announcement, SubmissionQueue } from "./submission-queue.ts";

/** What `grade serve` is told. */
export interface ServeOptions {
  /** The folder of the book. */
  readonly book: string;
  readonly redis: string;
  /** The queue's name: several classes may share a Redis. */
  readonly queue: string;
  /** A policy's file; the course's own by default. */
  readonly policy?: string;
  /** The one day to grade; by default all. */
  readonly lab?: Day;
  readonly ownFoundation?: boolean;
  /** Serves the queue even if it was served for another course or another book. */
  readonly takeOver?: boolean;
}

/** Where lines go. */
export interface Voice {
  readonly say: (line: string) => void;
  readonly warn: (line: string) => void;
}

const GRADEBOOK_PAUSE_MS = 5000;
const PATIENCE_MS = 3000;

/**
 * Serves a queue until `signal` says stop: announces the course, and brings what workers found into the
 * book. What was found while nobody served comes first.
 *
 * @throws a `UsageError` when there is no Redis, the queue is another's, or the book is stale.
 */
export async function serve(
  options: ServeOptions,
  signal: AbortSignal,
  voice: Voice,
): Promise<void> {
  const policy = await readPolicy(options.policy);
  const redis = await connectRedis(options.redis, voice.warn);
  const queue = new SubmissionQueue(redis, options.queue);
  // To stop must not wait for a Redis that is away.
  const giveUp = () => setTimeout(() => redis.disconnect(), PATIENCE_MS).unref();
  signal.addEventListener("abort", giveUp, { once: true });
  try {
    for (const danger of dangersOf(await redisPromises(redis))) voice.warn(danger);
    const facts = await factsFor(options.lab, options.ownFoundation ?? false);
    const own = announcementOf(facts, options.book);
    if (!options.takeOver) await assertFree(queue, own);
    const book = await Book.open(options.book, facts);
    const gradebook = new GradebookFile(book, options.book);
    const registrar = new Registrar(book, queue, {
      ...registrarOptions(own, options.book, policy),
      onSettled: (settled) => {
        voice.say(settledLine(settled));
        gradebook.touch();
      },
      onStrange: (id, message) =>
        voice.warn(`Left alone: the job ${id} is no submission. ${cleanLine(message)}`),
    });
    try {
      await queue.announce(own);
      await registrar.takeOver();
      voice.say(
        `Serving "${queue.name}" at ${shown(options.redis)}: ${await queue.pending()} wait.`,
      );
      await registrar.run(signal, async () => {
        await assertOwn(queue, own);
        await gradebook.write(GRADEBOOK_PAUSE_MS);
      });
    } catch (error) {
      if (!(signal.aborted && isDisconnection(error))) throw error;
    } finally {
      await gradebook.write(0).finally(() => book.close());
    }
  } finally {
    await queue.close();
  }
}

function isDisconnection(error: unknown): boolean {
  return error instanceof Error && /^Connection is closed/.test(error.message);
}

function registrarOptions(
  course: Announcement,
  directory: string,
  policy: Policy,
): Omit<RegistrarOptions, "onSettled" | "onStrange"> {
  return {
    course,
    timeZone: policy.timeZone,
    view: (report, when) => studentView(report, policy, when),
    keep: ({ data }) => keepSources(join(directory, "submissions"), data),
  };
}
