import { io, readFully } from "@wal-labs/checksum";
import { type FileHandle, type FileSystem, WalError } from "@wal-labs/core";
import { BytesHandle } from "./bytes-handle.ts";
import { publish, reading } from "./published-file.ts";

/** Keeps a copy of a segment as gzip, byte for byte what it was. Durable when it resolves (O4). */
export async function archiveSegment(
  fs: FileSystem,
  path: string,
  archivePath: string,
): Promise<void> {
  const compressed = await through(await contentsOf(fs, path), new CompressionStream("gzip"));
  const handle = await publish(fs, archivePath, [compressed]);
  await io("close the archive", handle.close());
}

/** Opens an archived segment for reading. It lies in memory until the handle is dropped. */
export async function openArchived(fs: FileSystem, archivePath: string): Promise<FileHandle> {
  const compressed = await contentsOf(fs, archivePath);
  try {
    return new BytesHandle(await through(compressed, new DecompressionStream("gzip")));
  } catch (cause) {
    throw new WalError("WAL_CORRUPTED", `${archivePath} is damaged, or no gzip.`, { cause });
  }
}

function contentsOf(fs: FileSystem, path: string): Promise<Uint8Array> {
  return reading(fs, path, async (handle) => {
    const { size } = await io(`stat ${path}`, handle.stat());
    return io(`read ${path}`, readFully(handle, 0, size));
  });
}

async function through(
  bytes: Uint8Array,
  transform: CompressionStream | DecompressionStream,
): Promise<Uint8Array> {
  const stream = new Blob([new Uint8Array(bytes)]).stream().pipeThrough(transform);
  const parts: Uint8Array<ArrayBuffer>[] = [];
  for await (const part of stream) parts.push(new Uint8Array(part));
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}
