import { io, writeFully } from "@wal-labs/checksum";
import { directoryOf, type FileHandle, type FileSystem, syncDirectory } from "@wal-labs/core";

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
  const unpublished = path + UNPUBLISHED;
  // Not `wx+`: a crash may have left one behind.
  const handle = prepared ?? (await io("create a file", fs.open(unpublished, "w+")));
  try {
    for (const part of contents) await io("write a file", writeFully(handle, part));
    await io("sync a file", handle.datasync());
    await io("publish a file", fs.rename(unpublished, path));
    await io("sync the directory", syncDirectory(fs, directoryOf(path)));
    return handle;
  } catch (error) {
    // The first failure is the news; a failing close would only hide it.
    await handle.close().catch(() => undefined);
    throw error;
  }
}
