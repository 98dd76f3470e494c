import { type FileHandle, WalError } from "@wal-labs/core";
import { repeatUntil } from "./repeat.ts";

const CHUNK_SIZE = 4096;

/**
 * Writes all of `bytes` at the end of a file opened with `a+`, however few bytes each call takes.
 * Nothing is durable yet.
 *
 * @throws the file system's error; or an `Error` when a call takes no byte at all. Part of the
 * bytes may have been written by then.
 */
export function writeFully(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  const total = bytes.length;
  if (total === 0) return Promise.resolve();
  let written = 0;
  return repeatUntil(() =>
    handle.write(bytes, written, total - written, null).then(({ bytesWritten }) => {
      if (bytesWritten === 0) throw new Error("A write took no byte.");
      written += bytesWritten;
      return written >= total;
    }),
  );
}

/**
 * Reads `size` bytes at `offset` into new memory, however few bytes each call gives. The result is
 * shorter only where the file ends first.
 *
 * @throws the file system's error.
 */
export function readFully(handle: FileHandle, offset: number, size: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let total = 0;
  if (size === 0) return Promise.resolve(new Uint8Array());
  return repeatUntil(() => {
    const chunk = new Uint8Array(Math.min(CHUNK_SIZE, size - total));
    return handle.read(chunk, 0, chunk.length, offset + total).then(({ bytesRead }) => {
      chunks.push(chunk.subarray(0, bytesRead));
      total += bytesRead;
      return bytesRead === 0 || total >= size;
    });
  }).then(() => joined(chunks, total));
}

function joined(chunks: readonly Uint8Array[], total: number): Uint8Array {
  const bytes = new Uint8Array(total);
  let end = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, end);
    end += chunk.length;
  }
  return bytes;
}

/**
 * Awaits a call of the file system, and says what it was for when it fails.
 *
 * @throws a `WalError` `WAL_IO` with the file system's error as its cause.
 */
export function io<Result>(action: string, call: Promise<Result>): Promise<Result> {
  return call.catch((cause: unknown) => {
    throw new WalError("WAL_IO", `Could not ${action}.`, { cause });
  });
}
