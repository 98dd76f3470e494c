import { setTimeout } from "node:timers/promises";
import { LocalQueue } from "./local-queue.ts";
import type { Queue } from "./queue.ts";
import { codeOf, QueueError } from "./queue-error.ts";
import { RemoteQueue } from "./remote-queue.ts";

/** How to {@link withQueue}. */
export interface ReachOptions {
  /** Make the queue if there is none. */
  readonly create?: boolean;
  /** How long to try when a runner is just starting, stopping or gone. Default 15 s. */
  readonly waitMs?: number;
}

const PAUSE_MS = 100;
/** What passes when one tries again. */
const PASSING: readonly unknown[] = ["QUEUE_BUSY", "QUEUE_BROKEN", "WAL_LOCKED"];

/**
 * Uses the queue in a folder: through its runner if there is one, else by opening the log. `use` may be
 * called again after the runner has died under it.
 *
 * @throws a {@link QueueError} `QUEUE_LOCKED` when somebody has the log open and does not answer;
 * else as `LocalQueue.open`, `RemoteQueue` and `use`.
 */
export async function withQueue<Result>(
  directory: string,
  use: (queue: Queue) => Promise<Result>,
  { create = false, waitMs = 15_000 }: ReachOptions = {},
): Promise<Result> {
  const deadline = Date.now() + waitMs;
  for (;;) {
    try {
      return await useOnce(directory, use, create);
    } catch (error) {
      if (!PASSING.includes(codeOf(error))) throw error;
      if (Date.now() >= deadline) throw told(error);
    }
    await setTimeout(PAUSE_MS);
  }
}

async function useOnce<Result>(
  directory: string,
  use: (queue: Queue) => Promise<Result>,
  create: boolean,
): Promise<Result> {
  try {
    return await use(new RemoteQueue(directory));
  } catch (error) {
    if (codeOf(error) !== "QUEUE_NOBODY") throw error;
  }
  const queue = await LocalQueue.open(directory, { create });
  try {
    return await use(queue);
  } finally {
    await queue.close();
  }
}

function told(cause: unknown): unknown {
  if (codeOf(cause) !== "WAL_LOCKED") return cause;
  const message = `${(cause as Error).message} It answers nobody, so the queue is out of reach.`;
  return new QueueError("QUEUE_LOCKED", message, { cause });
}
