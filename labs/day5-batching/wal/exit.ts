import { CommanderError } from "commander";

/** How the command ends. */
export const EXIT = {
  /** Also: a clean log. */
  fine: 0,
  torn: 1,
  corrupt: 2,
  /** A wrong argument, a file that is no log, of a newer version, or cannot be read. */
  error: 3,
} as const;

/** What the help says of it. */
export const EXIT_HELP = `
Exit codes:
  0  done; for validate: clean
  1  validate: torn, a crash cut it short, or an append is under way
  2  corrupt: something is damaged or missing that was durable
  3  an error: wrong arguments, no log, a newer version, a file that cannot be read`;

/** Tells the user what went wrong, and gives the exit code for it. */
export function exitOf(error: unknown): number {
  // Commander has told already.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.fine : EXIT.error;
  console.error(`wal: ${messageOf(error)}`);
  const isCorrupt = error instanceof Error && "code" in error && error.code === "WAL_CORRUPTED";
  return isCorrupt ? EXIT.corrupt : EXIT.error;
}

/** One sentence where we know what it is about; with its stack where nobody expected it. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (!("code" in error)) return error.stack ?? error.message;
  const { code, cause } = error as { code: unknown; cause?: unknown };
  const isSaid = code !== "WAL_IO" || !(cause instanceof Error);
  return isSaid ? error.message : `${error.message} ${cause.message}`;
}
