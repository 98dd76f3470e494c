import { type FileHandle, type FileStat, SEGMENT_HEADER_SIZE } from "@wal-labs/core";

/**
 * A segment from which a part is left out: its header, and right behind it the bytes `[from, to)`.
 * Day 2's `walk`, which begins behind the header and goes to the end of the file, so begins at
 * `from` and ends at `to`. Of a file that grows, it shows what it would show if it did not.
 */
export class FileSlice implements FileHandle {
  /** What to add to an offset in the slice, behind the header, to have the one in the file. */
  readonly shift: number;
  readonly #handle: FileHandle;
  readonly #to: number;

  /** @param from at least the size of a header. */
  constructor(handle: FileHandle, from: number, to: number) {
    this.shift = from - SEGMENT_HEADER_SIZE;
    this.#handle = handle;
    this.#to = to;
  }

  async read(
    buffer: Uint8Array,
    offset: number,
    length: number,
    position: number | null,
  ): Promise<{ bytesRead: number }> {
    if (position === null) throw new Error("A slice has no position of its own.");
    const isHead = position < SEGMENT_HEADER_SIZE;
    const start = isHead ? position : position + this.shift;
    const end = isHead ? SEGMENT_HEADER_SIZE : this.#to;
    const size = Math.min(length, end - start);
    return size > 0 ? this.#handle.read(buffer, offset, size, start) : { bytesRead: 0 };
  }

  async stat(): Promise<FileStat> {
    const size = Math.max(SEGMENT_HEADER_SIZE, this.#to - this.shift);
    return { size, isFile: () => true, isDirectory: () => false };
  }

  async write(): Promise<never> {
    throw readOnly();
  }

  async truncate(): Promise<never> {
    throw readOnly();
  }

  async datasync(): Promise<void> {}

  async sync(): Promise<void> {}

  async close(): Promise<void> {}
}

function readOnly(): Error {
  return Object.assign(new Error("EROFS: read-only file"), { code: "EROFS" });
}
