import { existsSync } from "node:fs";
import { readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { acquireLock } from "@wal-labs/concurrency";
import { WalError } from "@wal-labs/core";
import { JournalError } from "./book-errors.ts";
import { journalFolder } from "./journal.ts";

/**
 * Renames a book's journal to `journal-1.old`, or the next number that is free, so that a new one can
 * be begun. It may be damaged. Gives the new path; `undefined` when there is no journal.
 *
 * @throws a {@link JournalError} when another run is at work on the book.
 */
export async function putAside(directory: string): Promise<string | undefined> {
  const journal = journalFolder(directory);
  if (!existsSync(journal)) return undefined;
  const lock = await acquireLock(journal).catch((error: unknown) => {
    const isLocked = error instanceof WalError && error.code === "WAL_LOCKED";
    throw isLocked ? new JournalError(directory, error) : error;
  });
  const old = join(directory, await freeName(directory));
  await rename(journal, old);
  await lock.release();
  // The flag has moved along: it would say that somebody has the old journal open.
  for (const name of await readdir(old)) if (name.startsWith("lock-")) await rm(join(old, name));
  return old;
}

async function freeName(directory: string): Promise<string> {
  const names = new Set(await readdir(directory));
  for (let number = 1; ; number++) {
    if (!names.has(`journal-${number}.old`)) return `journal-${number}.old`;
  }
}
