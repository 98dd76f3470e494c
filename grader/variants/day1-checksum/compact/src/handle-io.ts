import { type FileHandle, WalError } from "@wal-labs/core";

/**
 * Writes all of `bytes` at the end of a file opened with `a+`, however few bytes each call takes.
 * Nothing is durable yet.
 *
 * @throws the file system's error; or an `Error` when a call takes no byte at all. Part of the
 * bytes may have been written by then.
 */
export async function writeFully(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, at, bytes.length - at, null);
    if (bytesWritten === 0) throw new Error("The file takes no more bytes.");
    at += bytesWritten;
  }
}

/**
 * Reads `size` bytes at `offset` into new memory, however few bytes each call gives. The result is
 * shorter only where the file ends first.
 *
 * @throws the file system's error.
 */
export async function readFully(
  handle: FileHandle,
  offset: number,
  size: number,
): Promise<Uint8Array> {
  const bytes = new Uint8Array(size);
  for (let at = 0; at < size; ) {
    const { bytesRead } = await handle.read(bytes, at, size - at, offset + at);
    if (bytesRead === 0) return bytes.slice(0, at);
    at += bytesRead;
  }
  return bytes;
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
