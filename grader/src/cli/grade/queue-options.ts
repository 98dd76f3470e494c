import { type Command, InvalidArgumentError } from "commander";
import { DEFAULT_REDIS_URL } from "../../queue/redis.ts";
import { EXIT } from "./exit.ts";
import { stopSignal } from "./stop-signal.ts";

/** Prints lines of a command that goes on all day. */
export const VOICE = {
  say: (line: string): void => console.log(line),
  warn: (line: string): void => console.error(line),
};

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

/** Works until SIGINT or SIGTERM, and then to an orderly end; a second one does not wait for that. */
export async function untilStopped(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const { signal, release } = stopSignal(() => VOICE.warn("Stopping; once more to stop at once."));
  try {
    await work(signal);
    // Vitest, in which the judges work, sets it when a submission fails a check.
    process.exitCode = EXIT.done;
  } finally {
    release();
  }
}

function queueName(text: string): string {
  if (/^[A-Za-z0-9_-]{1,50}$/.test(text)) return text;
  throw new InvalidArgumentError("It has letters, digits, - and _ only, 50 at most.");
}
