import { setTimeout } from "node:timers/promises";
import { Command } from "commander";
import type { JobSummary, Queue } from "../src/queue.ts";
import { QueueError } from "../src/queue-error.ts";
import { withQueue } from "../src/reach-queue.ts";
import { dataOption } from "./arguments.ts";
import { EXIT } from "./exit.ts";
import { plain, print } from "./output.ts";

const LOOK_MS = 200;
/** How long a runner may be away: it is just starting, or started again. */
const PATIENCE_MS = 10_000;

/** `queue drain` */
export function drainCommand(): Command {
  return new Command("drain")
    .description("Waits until no job is pending or in flight; fails if some are dead.")
    .addOption(dataOption())
    .action(run);
}

async function run({ data }: { data: string }): Promise<void> {
  await untilDone(data);
  const { dead, completed } = await withQueue(data, outcome);
  await print(`drained: ${completed} completed, ${dead.length} dead`);
  for (const { id, attempts, reason } of dead) {
    await print(`dead ${id} (attempts ${attempts}): ${plain(reason)}`);
  }
  if (dead.length > 0) process.exitCode = EXIT.bad;
}

async function untilDone(data: string): Promise<void> {
  for (let seenMs = Date.now(); ; await setTimeout(LOOK_MS)) {
    const status = await withQueue(data, (queue) => queue.status());
    const open = status.pending + status["in-flight"];
    if (open === 0) return;
    if (status.runner !== null) seenMs = Date.now();
    if (Date.now() - seenMs <= PATIENCE_MS) continue;
    const message = `${open} jobs wait, and nobody runs them. To do so: queue run --data ${data}`;
    throw new QueueError("QUEUE_NOBODY", message);
  }
}

async function outcome(queue: Queue): Promise<{ completed: number; dead: JobSummary[] }> {
  const { completed } = await queue.status();
  return { completed, dead: await queue.jobs("dead") };
}
