import { type FileHandle, type FileSystem, NotImplementedError } from "@wal-labs/core";

/** What the name of a file that is not published yet ends with. Nobody needs it after a crash. */
export const UNPUBLISHED = ".tmp";

/**
 * Gives `path` new contents in one step: after a crash there is all of them, or what was there
 * before. Durable, contents and name, when it resolves (O2, O4). The handle is the caller's to close.
 *
 * @param prepared the file, if it is open already, at its start, under its unpublished name.
 * @throws a `WalError` `WAL_IO` when the file system fails. Nothing is left open.
 * @exercise 3.3
 */
export async function publish(
  fs: FileSystem,
  path: string,
  contents: Iterable<Uint8Array>,
  prepared?: FileHandle,
): Promise<FileHandle> {
  throw new NotImplementedError("3.3");
}
