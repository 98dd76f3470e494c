import { availableParallelism } from "node:os";
import { Command } from "commander";
import type { WorkOptions } from "../../queue/work.ts";
import { countFrom } from "./arguments.ts";
import { queueOptions, untilStopped, VOICE } from "./queue-options.ts";

const LOCK_S = 30;

/** `npm run grade -- worker`: judges submissions of a queue, on any machine that reaches it. */
export function workerCommand(): Command {
  const jobs = Math.min(4, availableParallelism());
  const command = new Command("worker")
    .description("judge submissions of a queue, on any machine that reaches its Redis")
    .option("--jobs <count>", "submissions judged at the same time", countFrom, jobs)
    .option(
      "--lock <seconds>",
      "silence after which a worker counts as dead, and others get its submissions",
      countFrom,
      LOCK_S,
    );
  return queueOptions(command).action(async (options: WorkOptions) => {
    const { work } = await import("../../queue/work.ts");
    await untilStopped((signal) => work(options, signal, VOICE));
  });
}
