import type { FileHandle, FileStat } from "@wal-labs/core";

/** A file that lies in memory, to be read. It keeps the bytes that it was given, and copies none. */
export class BytesHandle implements FileHandle {
  readonly #bytes: Uint8Array;
  #position = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  async read(
    buffer: Uint8Array,
    offset: number,
    length: number,
    position: number | null,
  ): Promise<{ bytesRead: number }> {
    const start = position ?? this.#position;
    const found = this.#bytes.subarray(start, start + length);
    buffer.set(found, offset);
    if (position === null) this.#position += found.length;
    return { bytesRead: found.length };
  }

  async stat(): Promise<FileStat> {
    return { size: this.#bytes.length, isFile: () => true, isDirectory: () => false };
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
