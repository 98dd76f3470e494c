import { io } from "@wal-labs/checksum";
import type { FileHandle, FileSystem } from "@wal-labs/core";

/**
 * Opens an existing log to read and write for as long as `body` runs; `undefined` when there is none.
 *
 * @throws what `body` throws; a `WalError` `WAL_IO` when the file cannot be opened or closed.
 */
export async function withLog<Result>(
  fs: FileSystem,
  path: string,
  body: (handle: FileHandle | undefined) => Promise<Result>,
): Promise<Result> {
  const handle = await io("open the log", fs.open(path, "r+").catch(ifMissing));
  let result: Result;
  try {
    result = await body(handle);
  } catch (error) {
    // The first failure is the news; a failing close would only hide it.
    await handle?.close().catch(() => undefined);
    throw error;
  }
  if (handle) await io("close the log", handle.close());
  return result;
}

function ifMissing(error: unknown): undefined {
  if ((error as { code?: unknown } | null)?.code !== "ENOENT") throw error;
}
