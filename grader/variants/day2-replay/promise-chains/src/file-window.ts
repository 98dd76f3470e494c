import { io, readFully } from "@wal-labs/checksum";
import type { FileHandle } from "@wal-labs/core";

/** Large enough that the call is cheap beside the bytes, small enough to hold a few at a time. */
export const DEFAULT_CHUNK_SIZE = 256 * 1024;

/** A part of a file at a time: however long the file, the memory is one chunk or one frame. */
export class FileWindow {
  readonly #handle: FileHandle;
  readonly #chunkSize: number;
  #start = 0;
  #bytes: Uint8Array = new Uint8Array(0);

  constructor(handle: FileHandle, chunkSize: number = DEFAULT_CHUNK_SIZE) {
    this.#handle = handle;
    this.#chunkSize = chunkSize;
  }

  /**
   * The file's bytes from `offset` on: at least `size` of them, unless the file ends first. They are
   * never overwritten later, so a caller may keep them.
   *
   * @throws a `WalError` `WAL_IO` when the file system fails.
   * @exercise 2.1
   */
  at(offset: number, size: number): Promise<Uint8Array> {
    const skipped = offset - this.#start;
    if (skipped >= 0 && skipped + size <= this.#bytes.length) {
      return Promise.resolve(this.#bytes.subarray(skipped));
    }
    const wanted = Math.max(size, this.#chunkSize);
    return io("read the log", readFully(this.#handle, offset, wanted)).then((bytes) => {
      this.#start = offset;
      this.#bytes = bytes;
      return bytes;
    });
  }
}
