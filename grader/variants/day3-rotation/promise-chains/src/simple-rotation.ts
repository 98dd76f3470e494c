import { io, LogFile, type LogFileOptions } from "@wal-labs/checksum";
import { nodeFs } from "@wal-labs/core";

/** Rotates the way most programs do, and loses acknowledged records by it. */
export async function rotateSimply(
  log: LogFile,
  path: string,
  options: LogFileOptions = {},
): Promise<LogFile> {
  return log
    .close()
    .then(() => io("rename the log", (options.fs ?? nodeFs).rename(path, `${path}.old`)))
    .then(() => LogFile.open(path, options));
}
