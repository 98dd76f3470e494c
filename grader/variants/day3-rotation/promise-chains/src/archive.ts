import { io, readFully } from "@wal-labs/checksum";
import { type FileHandle, type FileSystem, WalError } from "@wal-labs/core";
import { BytesHandle } from "./bytes-handle.ts";
import { publish, using } from "./published-file.ts";

const CHUNK = 256 * 1024;

/** Keeps a copy of a segment as gzip, byte for byte what it was. Durable when it resolves (O4). */
export async function archiveSegment(
  fs: FileSystem,
  path: string,
  archivePath: string,
): Promise<void> {
  const parts = await using(fs, path, (handle) =>
    collect(chunksOf(handle), new CompressionStream("gzip")),
  );
  await publish(fs, archivePath, parts).then((handle) => io("close the archive", handle.close()));
}

/** Opens an archived segment for reading. It lies in memory until the handle is dropped. */
export async function openArchived(fs: FileSystem, archivePath: string): Promise<FileHandle> {
  const parts = await using(fs, archivePath, (handle) =>
    collect(chunksOf(handle), new DecompressionStream("gzip")),
  ).catch((cause: unknown) => {
    if (cause instanceof WalError) throw cause;
    throw new WalError("WAL_CORRUPTED", "The archive is damaged, or no gzip.", { cause });
  });
  return new BytesHandle(joined(parts));
}

async function* chunksOf(handle: FileHandle): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for (let offset = 0; ; ) {
    const read = await io("read a segment", readFully(handle, offset, CHUNK));
    if (read.length === 0) return;
    offset += read.length;
    yield new Uint8Array(read);
  }
}

/** What comes out of a transformation. The first error of either side is the news. */
async function collect(
  chunks: AsyncGenerator<Uint8Array<ArrayBuffer>>,
  { readable, writable }: CompressionStream | DecompressionStream,
): Promise<Uint8Array[]> {
  const writer = writable.getWriter();
  writer.closed.catch(() => undefined);
  const feed = async () => {
    try {
      for await (const chunk of chunks) await writer.write(chunk);
      await writer.close();
    } catch (error) {
      await writer.abort(error).catch(() => undefined);
      throw error;
    }
  };
  const drain = async () => {
    const parts: Uint8Array[] = [];
    const reader = readable.getReader();
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      parts.push(next.value);
    }
    return parts;
  };
  const [fed, drained] = await Promise.allSettled([feed(), drain()]);
  if (fed.status === "rejected") throw fed.reason;
  if (drained.status === "rejected") throw drained.reason;
  return drained.value;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
