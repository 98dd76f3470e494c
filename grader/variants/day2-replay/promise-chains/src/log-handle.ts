import { io } from "@wal-labs/checksum";
import { directoryOf, type FileHandle, type FileSystem, syncDirectory } from "@wal-labs/core";
import { closing } from "./chain.ts";

/**
 * Opens an existing log to read and write for as long as `body` runs; `undefined` when there is none.
 *
 * @throws what `body` throws; a `WalError` `WAL_IO` when the file cannot be opened or closed.
 */
export function withLog<Result>(
  fs: FileSystem,
  path: string,
  body: (handle: FileHandle | undefined) => Promise<Result>,
): Promise<Result> {
  return io("open the log", fs.open(path, "r+").catch(ifMissing)).then((handle) =>
    closing(
      () => body(handle),
      () => (handle ? io("close the log", handle.close()) : Promise.resolve()),
    ),
  );
}

/** O9: what was read is made durable, and so is its name. */
export function syncLog(fs: FileSystem, path: string, handle: FileHandle): Promise<void> {
  return io("sync the log", handle.datasync()).then(() =>
    io("sync the directory", syncDirectory(fs, directoryOf(path))),
  );
}

function ifMissing(error: unknown): undefined {
  if ((error as { code?: unknown } | null)?.code !== "ENOENT") throw error;
}
