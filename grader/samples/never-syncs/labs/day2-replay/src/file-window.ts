import { io, readFully } from "@wal-labs/checksum";
import type { FileHandle } from "@wal-labs/core";

/** Large enough that the call is cheap beside the bytes, small enough to hold a few at a time. */
export const DEFAULT_CHUNK_SIZE = 256 * 1024;

/** A part of a file at a time: however long the file, the memory is one chunk or one frame. */
export class FileWindow {
  /** Bytes in the file when the window was opened; what came later is not shown. */
  readonly fileSize: number;
  readonly #handle: FileHandle;
  readonly #chunkSize: number;
  #bytes: Uint8Array = new Uint8Array(0);
  /** Where `#bytes` begin, in bytes from the start of the file. */
  #start = 0;

  private constructor(handle: FileHandle, fileSize: number, chunkSize: number) {
    this.fileSize = fileSize;
    this.#handle = handle;
    this.#chunkSize = chunkSize;
  }

  /**
   * Opens a window on a file.
   *
   * @throws a `WalError` `WAL_IO` when the file system fails.
   */
  static async open(handle: FileHandle, chunkSize = DEFAULT_CHUNK_SIZE): Promise<FileWindow> {
    const { size } = await io("stat the log", handle.stat());
    return new FileWindow(handle, size, chunkSize);
  }

  /**
   * The file's bytes from `offset` on: at least `size` of them, unless the file ends first. They are
   * never overwritten later, so a caller may keep them. Takes no memory for what is not in the file.
   *
   * @throws a `WalError` `WAL_IO` when the file system fails.
   */
  async at(offset: number, size: number): Promise<Uint8Array> {
    const skipped = offset - this.#start;
    if (skipped >= 0 && skipped + size <= this.#bytes.length) return this.#bytes.subarray(skipped);
    const wanted = Math.min(Math.max(size, this.#chunkSize), Math.max(0, this.fileSize - offset));
    this.#bytes = await io("read the log", readFully(this.#handle, offset, wanted));
    this.#start = offset;
    return this.#bytes;
  }
}

/**
 * The bytes of a file from `from` to its end, chunk by chunk.
 *
 * @throws a `WalError` `WAL_IO` when the file system fails.
 */
export async function* chunksFrom(handle: FileHandle, from: number): AsyncGenerator<Uint8Array> {
  const window = await FileWindow.open(handle);
  for (let offset = from; offset < window.fileSize; ) {
    const bytes = await window.at(offset, 1);
    if (bytes.length === 0) return;
    yield bytes;
    offset += bytes.length;
  }
}
