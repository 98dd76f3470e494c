// Keeps everything in a variable of the module, and the file empty.
import { type FileSystem, frameSize, nodeFs, WalError } from "@wal-labs/core";
import type { Entry } from "./record.ts";

export interface LogFileOptions {
  readonly fs?: FileSystem;
  readonly sync?: "always" | "manual";
  readonly maxRecordSize?: number;
}
export interface Position {
  readonly sequence: number;
  readonly offset: number;
  readonly size: number;
}
const memory = new Map<string, { entry: Entry; position: Position }[]>();

export class LogFile {
  #state: "open" | "closed" = "open";
  readonly #limit: number | undefined;
  readonly #kept: { entry: Entry; position: Position }[];

  private constructor(path: string, limit: number | undefined) {
    this.#limit = limit;
    this.#kept = memory.get(path) ?? [];
    memory.set(path, this.#kept);
  }

  static async open(path: string, { fs = nodeFs, maxRecordSize }: LogFileOptions = {}) {
    await (await fs.open(path, "a+")).close();
    memory.delete(path);
    return new LogFile(path, maxRecordSize);
  }

  static async remove(path: string, { fs = nodeFs }: { fs?: FileSystem } = {}) {
    memory.delete(path);
    await fs.unlink(path).catch((cause) => {
      throw new WalError("WAL_IO", "Could not remove it.", { cause });
    });
  }

  get lastSequence() {
    return this.#kept.length;
  }

  async append(record: any): Promise<Position> {
    this.#assertOpen();
    const sequence = this.#kept.length + 1;
    const sizes = [record.key?.length ?? 0, record.value?.length ?? 0] as const;
    if (sizes[0] + sizes[1] > (this.#limit ?? 2 ** 24)) throw new WalError("WAL_TOO_LARGE", "No.");
    if (record.transactionId === 0) throw new WalError("WAL_INVALID_ARGUMENT", "No.");
    const size = frameSize(...sizes);
    const last = this.#kept.at(-1)?.position ?? { offset: 64, size: 0 };
    const position = { sequence, offset: last.offset + last.size, size };
    this.#kept.push({ entry: { sequence, timestampMs: Date.now(), record }, position });
    return position;
  }

  async write(key: Uint8Array, value: Uint8Array | null) {
    return this.append(value ? { type: "put", key, value } : { type: "delete", key });
  }

  async read({ sequence, offset }: Position): Promise<Entry> {
    this.#assertOpen();
    const end = this.#kept.at(-1)?.position ?? { offset: 64, size: 0 };
    if (!(Number.isInteger(offset) && offset >= 64 && offset < end.offset + end.size)) {
      throw new WalError("WAL_INVALID_ARGUMENT", "Nothing starts there.");
    }
    const found = this.#kept.find(({ position }) => position.offset === offset);
    if (found?.entry.sequence === sequence) return found.entry;
    throw new WalError("WAL_CORRUPTED", "Another record is there.");
  }

  async sync() {
    this.#assertOpen();
  }

  async close() {
    this.#state = "closed";
  }

  async [Symbol.asyncDispose]() {
    await this.close();
  }

  #assertOpen() {
    if (this.#state === "closed") throw new WalError("WAL_CLOSED", "It is closed.");
  }
}
