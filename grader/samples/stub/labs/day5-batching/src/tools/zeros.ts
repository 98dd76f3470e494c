import { io, readFully } from "@wal-labs/checksum";
import type { FileHandle } from "@wal-labs/core";

const CHUNK_SIZE = 64 * 1024;

/** Whether every byte of a file in `[from, to)` is zero, as far as the file goes. */
export async function isZeroIn(handle: FileHandle, from: number, to: number): Promise<boolean> {
  for (let offset = from; offset < to; offset += CHUNK_SIZE) {
    const size = Math.min(CHUNK_SIZE, to - offset);
    const chunk = await io("read the log", readFully(handle, offset, size));
    if (chunk.some((byte) => byte !== 0)) return false;
  }
  return true;
}
