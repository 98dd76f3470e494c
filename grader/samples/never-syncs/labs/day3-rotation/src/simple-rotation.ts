import { io, LogFile, type LogFileOptions } from "@wal-labs/checksum";
import { nodeFs } from "@wal-labs/core";

/**
 * Rotates the way most programs do: the log becomes `<path>.old`, and a new one begins in its place
 * with sequence 1. Closes `log`, which must be the one at `path`, and resolves with the new one.
 *
 * It is here to be broken: it loses acknowledged records, and the explorer shows how.
 *
 * @throws a `WalError` `WAL_IO` when the file system fails.
 */
export async function rotateSimply(
  log: LogFile,
  path: string,
  options: LogFileOptions = {},
): Promise<LogFile> {
  const { fs = nodeFs } = options;
  await log.close();
  await io("put the old log aside", fs.rename(path, `${path}.old`));
  return LogFile.open(path, options);
}
