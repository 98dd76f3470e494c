import { setTimeout } from "node:timers/promises";
import { Random } from "@wal-labs/core/sim";
import type { NamedJob } from "../src/job-kinds.ts";
import { codeOf } from "../src/queue-error.ts";
import { RemoteQueue } from "../src/remote-queue.ts";
import { ChaosError } from "./chaos-error.ts";

/** Jobs handed in at once, at most. */
const SHARE = 25;
const PAUSE_MS = 20;
const PASSING: readonly unknown[] = ["QUEUE_NOBODY", "QUEUE_BROKEN", "QUEUE_BUSY"];

/** What the clients have between them. */
export interface Work {
  /** Those that nobody has handed in yet. */
  readonly waiting: NamedJob[];
  /** How many of them may be handed in by now. */
  allowed: number;
  /** The ids that a runner has promised to keep. */
  readonly acknowledged: Set<string>;
  /** How often jobs were handed in again: after no answer came, or for no reason. */
  repeats: number;
  /** Aborted when there is no use in going on. */
  readonly signal: AbortSignal;
}

/**
 * Hands in jobs until there are none, as somebody does who was told to repeat what was not answered.
 *
 * @throws a {@link ChaosError} when the runner answers what it must not.
 */
export async function handIn(queue: string, work: Work, seed: number): Promise<void> {
  const random = new Random(seed);
  while (work.waiting.length > 0 && !work.signal.aborted) {
    const count = Math.min(work.allowed, 1 + random.below(SHARE));
    const jobs = work.waiting.splice(0, count);
    work.allowed -= jobs.length;
    if (jobs.length > 0) await untilAnswered(queue, jobs, work);
    // A promise that is asked for twice must not become two jobs.
    if (jobs.length > 0 && random.below(8) === 0) {
      work.repeats += 1;
      await untilAnswered(queue, jobs, work);
    }
    await setTimeout(random.below(PAUSE_MS));
  }
}

async function untilAnswered(queue: string, jobs: readonly NamedJob[], work: Work): Promise<void> {
  while (!work.signal.aborted) {
    try {
      const receipts = await new RemoteQueue(queue).enqueue(jobs);
      for (const { id, outcome } of receipts) {
        if (outcome === "taken") throw new ChaosError(`${id} is taken, says the runner.`);
        work.acknowledged.add(id);
      }
      return;
    } catch (error) {
      const code = codeOf(error);
      if (!PASSING.includes(code)) throw error;
      if (code === "QUEUE_BROKEN") work.repeats += 1;
    }
    await setTimeout(PAUSE_MS);
  }
}
