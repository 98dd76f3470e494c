import { CommanderError } from "commander";

/** How the command ends. */
export const EXIT = {
  fine: 0,
  /** drain: a job is dead; enqueue: an id is taken. */
  bad: 1,
  /** Wrong arguments or jobs, a queue out of reach, a log that failed. */
  error: 2,
} as const;

/** What the help says of it. */
export const EXIT_HELP = `
Exit codes:
  0  done
  1  drain: a job is dead; enqueue: the id of a job is another's
  2  an error: wrong arguments or jobs, a queue out of reach, a log that failed`;

/** Tells the user what went wrong, and gives the exit code for it. */
export function exitOf(error: unknown): number {
  // Commander has told already.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.fine : EXIT.error;
  console.error(`queue: ${messageOf(error)}`);
  return EXIT.error;
}

/** The facts where we know what it is about; with its stack where nobody expected it. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (!("code" in error)) return error.stack ?? error.message;
  const { code, cause } = error as { code: unknown; cause?: unknown };
  const isSaid = code !== "WAL_IO" || !(cause instanceof Error);
  return isSaid ? error.message : `${error.message} ${cause.message}`;
}
