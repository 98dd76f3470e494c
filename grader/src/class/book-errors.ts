import { CorruptionError } from "@wal-labs/checksum";
import { WalError } from "@wal-labs/core";
import { UsageError } from "../course/usage-error.ts";

/** A book was begun with other facts: its results do not mix with new ones. Nothing was changed. */
export class StaleBookError extends UsageError {
  /** What differs, a line each. */
  readonly differences: readonly string[];

  constructor(directory: string, differences: readonly string[]) {
    super(
      `The book ${directory} was begun with something else:\n` +
        differences.map((line) => `  ${line}\n`).join("") +
        "Begin it anew with --fresh (the old journal is kept beside the new one), or give another " +
        "--book.",
    );
    this.differences = differences;
  }
}

/** There is no book in a folder. */
export class NoBookError extends UsageError {
  constructor(directory: string) {
    super(`There is no book in ${directory}: it has no folder "journal".`);
  }
}

/** A journal cannot be opened, or read. Nothing of it was changed. */
export class JournalError extends UsageError {
  /** Whether somebody else has it open; otherwise, it is damaged. */
  readonly locked: boolean;

  constructor(directory: string, cause: WalError) {
    super(
      cause.code === "WAL_LOCKED" ? lockedText(directory, cause) : damagedText(directory, cause),
    );
    this.cause = cause;
    this.locked = cause.code === "WAL_LOCKED";
  }
}

/** A journal's own errors for the user; anything else as it is. */
export function journalError(directory: string, error: unknown): unknown {
  const isUsers =
    error instanceof CorruptionError ||
    (error instanceof WalError && ["WAL_LOCKED", "WAL_UNSUPPORTED"].includes(error.code));
  return isUsers ? new JournalError(directory, error) : error;
}

function lockedText(directory: string, { message }: WalError): string {
  return (
    `Another run is at work on the book ${directory}. Wait until it is done, or give another ` +
    `--book. (${message})`
  );
}

function damagedText(directory: string, { message }: WalError): string {
  return (
    `The journal of the book ${directory} is damaged, and nothing of it was changed. ${message}\n` +
    "Bring a copy of it back, or begin anew with --fresh: the damaged journal is kept beside the " +
    "new one."
  );
}
