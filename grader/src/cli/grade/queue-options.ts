import { type Command, InvalidArgumentError } from "commander";
import { DEFAULT_REDIS_URL } from "../../queue/redis.ts";

const INTERRUPTED = 130;

/** The options that all commands of a queue have. */
export function queueOptions(command: Command): Command {
  const url = process.env.REDIS_URL ?? DEFAULT_REDIS_URL;
  return command
    .option("--redis <url>", "where Redis is (or set REDIS_URL)", url)
    .option(
      "--queue <name>",
      "which queue: one for each class on that Redis",
      queueName,
      "wal-labs",
    );
}

/**
 * Works until SIGINT or SIGTERM, and then to an orderly end. A second signal does not wait for that:
 * nothing is lost by it, for all that is done is safe at any moment.
 */
export async function onSignal(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const controller = new AbortController();
  const stop = () => {
    if (controller.signal.aborted) process.exit(INTERRUPTED);
    controller.abort();
  };
  process.on("SIGINT", stop).on("SIGTERM", stop);
  try {
    await work(controller.signal);
  } finally {
    process.off("SIGINT", stop).off("SIGTERM", stop);
  }
}

function queueName(text: string): string {
  if (/^[A-Za-z0-9_-]{1,50}$/.test(text)) return text;
  throw new InvalidArgumentError("It has letters, digits, - and _ only, 50 at most.");
}
