import { UsageError } from "../course/usage-error.ts";
import { cleanLine } from "../report/clean.ts";
import { consoleReport } from "../report/console.ts";
import { answerTo, type HandedIn, handIn } from "./hand-in.ts";
import { connectRedis } from "./redis.ts";
import type { Voice } from "./serve.ts";
import { type Answer, SubmissionQueue } from "./submission-queue.ts";

/** What `grade submit` is told. */
export interface SubmitOptions {
  readonly student: string;
  readonly redis: string;
  readonly queue: string;
  /** Whether to wait for the answer, and print it. */
  readonly wait?: boolean;
}

const STATES = {
  added: "is handed in",
  waiting: "was handed in before, and is waiting to be judged",
  graded: "was handed in before, is judged, and counts",
} as const;

/**
 * Hands one submission in, and says so only when Redis has it.
 *
 * @throws a {@link UsageError} when it cannot be, or the answer does not come any more.
 */
export async function submit(path: string, options: SubmitOptions, voice: Voice): Promise<void> {
  const redis = await connectRedis(options.redis, voice.warn);
  const queue = new SubmissionQueue(redis, options.queue);
  try {
    const handedIn = await handIn(queue, path, options.student);
    voice.say(receipt(path, options, handedIn));
    for (const { file, message } of handedIn.submission.problems) {
      voice.warn(`  ${cleanLine(file ? `${file}: ${message}` : message)}`);
    }
    if (options.wait) voice.say(await answerText(queue, handedIn));
  } finally {
    await queue.close();
  }
}

function receipt(path: string, { student }: SubmitOptions, { id, state }: HandedIn): string {
  return `${cleanLine(path)} of ${cleanLine(student, 80)} ${STATES[state]}. Its id: ${id}`;
}

async function answerText(queue: SubmissionQueue, { id, state }: HandedIn): Promise<string> {
  const answer = await answerTo(queue, id);
  if (answer) return reportText(answer);
  throw new UsageError(
    state === "graded"
      ? "It was judged more than a week ago: ask for the report of then."
      : "It is not in the queue any more, and there is no answer: Redis has lost it. Hand it in again.",
  );
}

function reportText({ report, submitted, courseHash }: Answer): string {
  return consoleReport({
    ...{ format: 1, courseHash, startedAt: submitted, durationMs: 0 },
    layers: [],
    submissions: [report],
  });
}
