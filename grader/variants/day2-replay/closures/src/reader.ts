import { io, readFully } from "@wal-labs/checksum";
import type { FileHandle } from "@wal-labs/core";

/** Large enough that the call is cheap beside the bytes, small enough to hold a few at a time. */
export const DEFAULT_CHUNK_SIZE = 256 * 1024;

/** Gives the bytes from `offset` on, at least `size` unless the file ends. Never overwritten. */
export type Reader = (offset: number, size: number) => Promise<Uint8Array>;

/** Reads whole chunks, one after the other; only what is larger than a chunk is read by itself. */
export function readerOf(handle: FileHandle, chunkSize = DEFAULT_CHUNK_SIZE): Reader {
  let start = 0;
  let held: Uint8Array = new Uint8Array(0);
  const load = (offset: number, size: number) =>
    io("read the log", readFully(handle, offset, size));
  return async (offset, size) => {
    const heldEnd = start + held.length;
    if (offset >= start && offset + size <= heldEnd) return held.subarray(offset - start);
    const reusable = offset >= start && offset < heldEnd && size <= chunkSize;
    held = reusable
      ? concat(held.subarray(offset - start), await load(heldEnd, chunkSize))
      : await load(offset, Math.max(size, chunkSize));
    start = offset;
    return held;
  };
}

/** Hands the file's bytes from `from` to its end to `take`, until it answers false. */
export async function eachChunk(
  read: Reader,
  from: number,
  take: (bytes: Uint8Array) => boolean | Promise<boolean>,
): Promise<void> {
  for (let offset = from; ; ) {
    const bytes = await read(offset, 1);
    if (bytes.length === 0 || !(await take(bytes))) return;
    offset += bytes.length;
  }
}

export const isZero = (bytes: Uint8Array): boolean => bytes.every((byte) => byte === 0);

function concat(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
