import { closeSync, fdatasyncSync, fsyncSync, openSync, writeSync } from "node:fs";

const FILE_SIZE = 16 * 1024 * 1024;

/**
 * The least that a durable batch can cost: the same bytes, made beforehand, written and synced in a
 * plain loop that holds up everything else. The file's blocks were written before, and it never grows.
 */
export class Floor {
  readonly #fd: number;
  #offset = 0;

  /** @param path where nothing is yet. */
  constructor(path: string) {
    this.#fd = openSync(path, "wx+");
    const zeros = Buffer.alloc(1024 * 1024);
    for (let size = 0; size < FILE_SIZE; size += zeros.length) writeSync(this.#fd, zeros);
    fsyncSync(this.#fd);
  }

  /** How many batches of so many bytes a second become durable. */
  batchesPerSecond(batchBytes: number, durationMs: number): number {
    const batch = Buffer.alloc(batchBytes, "wal");
    const startedAt = performance.now();
    let count = 0;
    while (performance.now() - startedAt < durationMs) {
      if (this.#offset + batchBytes > FILE_SIZE) this.#offset = 0;
      writeSync(this.#fd, batch, 0, batchBytes, this.#offset);
      fdatasyncSync(this.#fd);
      this.#offset += batchBytes;
      count += 1;
    }
    return (count * 1000) / (performance.now() - startedAt);
  }

  close(): void {
    closeSync(this.#fd);
  }
}
