import type { FileHandle } from "@wal-labs/core";

/**
 * Writes all of `bytes` at `position`, however few each call takes.
 *
 * @throws the file system's error; or an `Error` when a call takes no byte at all.
 */
export async function writeAt(
  handle: FileHandle,
  bytes: Uint8Array,
  position: number,
): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    const left = bytes.length - written;
    const { bytesWritten } = await handle.write(bytes, written, left, position + written);
    if (bytesWritten === 0) throw new Error("The file system took no byte and gave no error.");
    written += bytesWritten;
  }
}
