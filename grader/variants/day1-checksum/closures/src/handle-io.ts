import { type FileHandle, WalError } from "@wal-labs/core";

/** Bytes that one call is asked for at most: Node refuses 2 GiB. */
const LONGEST_READ = 2 ** 30;

/**
 * Writes all of `bytes` at the end of a file opened with `a+`, however few bytes each call takes.
 * Nothing is durable yet.
 *
 * @throws the file system's error; or an `Error` when a call takes no byte at all. Part of the
 * bytes may have been written by then.
 * @exercise 1.5
 */
export async function writeFully(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    const { bytesWritten } = await handle.write(bytes, written, bytes.length - written, null);
    if (bytesWritten === 0) throw new Error("The file took no byte of a write.");
    written += bytesWritten;
  }
}

/**
 * Reads `size` bytes at `offset` into new memory, however few bytes each call gives. The result is
 * shorter only where the file ends first.
 *
 * @throws the file system's error.
 * @exercise 1.5
 */
export async function readFully(
  handle: FileHandle,
  offset: number,
  size: number,
): Promise<Uint8Array> {
  const bytes = new Uint8Array(size);
  let read = 0;
  while (read < size) {
    const length = Math.min(size - read, LONGEST_READ);
    const { bytesRead } = await handle.read(bytes, read, length, offset + read);
    if (bytesRead === 0) break;
    read += bytesRead;
  }
  return bytes.subarray(0, read);
}

/**
 * Awaits a call of the file system, and says what it was for when it fails.
 *
 * @throws a `WalError` `WAL_IO` with the file system's error as its cause.
 */
export async function io<Result>(action: string, call: Promise<Result>): Promise<Result> {
  try {
    return await call;
  } catch (cause) {
    throw new WalError("WAL_IO", `Could not ${action}.`, { cause });
  }
}
