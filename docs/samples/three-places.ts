import { writeFully } from "@wal-labs/checksum";
import type { FileHandle } from "@wal-labs/core";

/** A file with a buffer of its own, to show the three places where bytes can be. */
//#region places
export class BufferedFile {
  readonly #handle: FileHandle;
  #buffered: Uint8Array[] = [];

  constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  /** Into this process's memory. Gone when the process dies. */
  write(bytes: Uint8Array): void {
    this.#buffered.push(bytes.slice());
  }

  /** On to the kernel's page cache. Survives the process, but not a power cut. */
  async flush(): Promise<void> {
    for (const bytes of this.#buffered.splice(0)) await writeFully(this.#handle, bytes);
  }

  /** On to the disk. Flushes first: what is still in the buffer, the kernel cannot sync. */
  async sync(): Promise<void> {
    await this.flush();
    await this.#handle.datasync();
  }
}
//#endregion places
