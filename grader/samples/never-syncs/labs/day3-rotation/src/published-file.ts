import { io, writeFully } from "@wal-labs/checksum";
import type { FileHandle, FileSystem } from "@wal-labs/core";

/** What the name of a file that is not published yet ends with. Nobody needs it after a crash. */
export const UNPUBLISHED = ".tmp";

/**
 * Gives `path` new contents in one step: after a crash there is all of them, or what was there
 * before. Durable, contents and name, when it resolves (O2, O4). The handle is the caller's to close.
 *
 * @throws a `WalError` `WAL_IO` when the file system fails. Nothing is left open.
 */
export async function publish(
  fs: FileSystem,
  path: string,
  contents: Iterable<Uint8Array>,
): Promise<FileHandle> {
  const unpublished = path + UNPUBLISHED;
  // Not `wx+`: a crash may have left one behind.
  const handle = await io("create a file", fs.open(unpublished, "w+"));
  try {
    for (const part of contents) await io("write a file", writeFully(handle, part));
    await io("publish a file", fs.rename(unpublished, path));
    return handle;
  } catch (error) {
    // The first failure is the news; a failing close would only hide it.
    await handle.close().catch(() => undefined);
    throw error;
  }
}
