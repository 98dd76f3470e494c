import { io, readFully } from "@wal-labs/checksum";
import { type FileHandle, type FileSystem, WalError } from "@wal-labs/core";
import { BytesHandle } from "./bytes-handle.ts";
import { publish } from "./published-file.ts";

/**
 * Keeps a copy of a segment as gzip, byte for byte what it was. Durable when it resolves (O4); the
 * directory of `archivePath` must exist.
 *
 * @throws a `WalError` `WAL_IO` when the file system fails.
 */
export async function archiveSegment(
  fs: FileSystem,
  path: string,
  archivePath: string,
): Promise<void> {
  const packed = await through(new CompressionStream("gzip"), await contentsOf(fs, path));
  const handle = await publish(fs, archivePath, [packed]);
  await io("close the archive", handle.close());
}

/**
 * Opens an archived segment for reading: whatever reads a segment reads it. It lies in memory until
 * the handle is dropped.
 *
 * @throws a `WalError` `WAL_IO` when the file system fails; `WAL_CORRUPTED` when it is no gzip, or
 * damaged.
 */
export async function openArchived(fs: FileSystem, archivePath: string): Promise<FileHandle> {
  const packed = await contentsOf(fs, archivePath);
  try {
    return new BytesHandle(await through(new DecompressionStream("gzip"), packed));
  } catch (cause) {
    throw new WalError("WAL_CORRUPTED", `The archive ${archivePath} is damaged.`, { cause });
  }
}

async function contentsOf(fs: FileSystem, path: string): Promise<Uint8Array> {
  const handle = await io("open a file", fs.open(path, "r"));
  try {
    const { size } = await io("stat a file", handle.stat());
    return await io("read a file", readFully(handle, 0, size));
  } finally {
    await handle.close().catch(() => undefined);
  }
}

async function through(
  transform: CompressionStream | DecompressionStream,
  bytes: Uint8Array,
): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of new Blob([bytes]).stream().pipeThrough(transform)) parts.push(part);
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}
