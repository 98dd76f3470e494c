import { io, LogFile, type LogFileOptions } from "@wal-labs/checksum";
import { nodeFs } from "@wal-labs/core";

/** Closes `log`, puts it aside as `<path>.old`, begins again at `path`. Built to be broken. */
export async function rotateSimply(
  log: LogFile,
  path: string,
  options: LogFileOptions = {},
): Promise<LogFile> {
  const { fs = nodeFs } = options;
  await log.close();
  await io("put the log aside", fs.rename(path, `${path}.old`));
  return LogFile.open(path, options);
}
