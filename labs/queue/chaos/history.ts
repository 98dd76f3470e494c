import { copyFile, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { GroupCommitLog } from "@wal-labs/batching";
import type { JobEvent } from "@wal-labs/checksum";

/** A record of a job's, and where it stands in the log. */
export type LoggedEvent = JobEvent & { readonly sequence: number };

/** What to put together again. */
export interface HistorySource {
  /** The log that is closed now. */
  readonly log: string;
  /** What was cut off it. */
  readonly archive: string;
  /** A folder to make, and to put the whole log in. */
  readonly whole: string;
}

/**
 * All that a log has ever said, from its first record on: what was cut off it, and what is still there.
 *
 * @throws as the log's `open` and `replay`, when the parts are no log.
 */
export async function historyOf({ log, archive, whole }: HistorySource): Promise<LoggedEvent[]> {
  await mkdir(whole);
  for (const name of await namesIn(archive, ".wal.gz")) {
    const bytes = await promisify(gunzip)(await readFile(join(archive, name)));
    await writeFile(join(whole, name.slice(0, -".gz".length)), bytes);
  }
  for (const name of await namesIn(log, ".wal")) await copyFile(join(log, name), join(whole, name));
  const events: LoggedEvent[] = [];
  const opened = await GroupCommitLog.open(whole);
  try {
    await opened.replay(({ sequence, record }) => {
      if ("jobId" in record) events.push({ ...record, sequence });
    });
  } finally {
    await opened.close();
  }
  return events;
}

/** How many files were cut off a log. */
export async function archivedIn(archive: string): Promise<number> {
  return (await namesIn(archive, ".wal.gz")).length;
}

async function namesIn(folder: string, ending: string): Promise<string[]> {
  const names = await readdir(folder);
  return names.filter((name) => name.endsWith(ending)).sort();
}
