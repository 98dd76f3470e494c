import { type FileHandle, type FileSystem, NotImplementedError } from "@wal-labs/core";

/**
 * Keeps a copy of a segment as gzip, byte for byte what it was. Durable when it resolves (O4); the
 * directory of `archivePath` must exist.
 *
 * @throws a `WalError` `WAL_IO` when the file system fails.
 * @exercise 3.9
 */
export async function archiveSegment(
  fs: FileSystem,
  path: string,
  archivePath: string,
): Promise<void> {
  throw new NotImplementedError("3.9");
}

/**
 * Opens an archived segment for reading: whatever reads a segment reads it. It lies in memory until
 * the handle is dropped.
 *
 * @throws a `WalError` `WAL_IO` when the file system fails; `WAL_CORRUPTED` when it is no gzip, or
 * damaged.
 * @exercise 3.9
 */
export async function openArchived(fs: FileSystem, archivePath: string): Promise<FileHandle> {
  throw new NotImplementedError("3.9");
}
