import type { FileHandle, FileStat, FileSystem, OpenFlag } from "@wal-labs/core";
import { renewed } from "../protocol/error-facts.ts";

/** What came of a request. */
export type Reply =
  | { readonly kind: "answer"; readonly value: unknown }
  | { readonly kind: "failure"; readonly error: Error; readonly thrown: number };

/** Asks the disk for an operation on itself, or on an open file (0 for none). */
export type Ask = (file: number, operation: string, args: readonly unknown[]) => Promise<Reply>;

/**
 * A disk that lies on the trusted side. Each operation is one message there and one back.
 *
 * The methods look alike on purpose: an error that is made inside an `async` method, after its
 * `await`, has the student's own async frames on its stack. Behind a helper it would not.
 */
export class RemoteFileSystem implements FileSystem {
  readonly #ask: Ask;

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  async open(path: string, flags: OpenFlag): Promise<FileHandle> {
    const file = unwrap(await this.#ask(0, "open", [String(path), flags])) as number;
    return new RemoteFileHandle(this.#ask, file);
  }

  async rename(from: string, to: string): Promise<void> {
    unwrap(await this.#ask(0, "rename", [String(from), String(to)]));
  }

  async unlink(path: string): Promise<void> {
    unwrap(await this.#ask(0, "unlink", [String(path)]));
  }

  async readdir(path: string): Promise<string[]> {
    return unwrap(await this.#ask(0, "readdir", [String(path)])) as string[];
  }

  async mkdir(path: string): Promise<void> {
    unwrap(await this.#ask(0, "mkdir", [String(path)]));
  }

  async stat(path: string): Promise<FileStat> {
    return statFrom(unwrap(await this.#ask(0, "stat", [String(path)])));
  }
}

/** An open file that lies on the trusted side. */
export class RemoteFileHandle implements FileHandle {
  readonly #ask: Ask;
  readonly #file: number;

  constructor(ask: Ask, file: number) {
    this.#ask = ask;
    this.#file = file;
  }

  async read(buffer: Uint8Array, offset: number, length: number, position: number | null) {
    assertRange(buffer, offset, length);
    const bytes = unwrap(await this.#ask(this.#file, "read", [length, position])) as Uint8Array;
    buffer.set(bytes, offset);
    return { bytesRead: bytes.length, buffer };
  }

  async write(buffer: Uint8Array, offset: number, length: number, position: number | null) {
    assertRange(buffer, offset, length);
    const bytes = buffer.subarray(offset, offset + length);
    const written = unwrap(await this.#ask(this.#file, "write", [bytes, position])) as number;
    return { bytesWritten: written, buffer };
  }

  async stat(): Promise<FileStat> {
    return statFrom(unwrap(await this.#ask(this.#file, "stat", [])));
  }

  async truncate(size: number): Promise<void> {
    unwrap(await this.#ask(this.#file, "truncate", [size]));
  }

  async datasync(): Promise<void> {
    unwrap(await this.#ask(this.#file, "datasync", []));
  }

  async sync(): Promise<void> {
    unwrap(await this.#ask(this.#file, "sync", []));
  }

  async close(): Promise<void> {
    unwrap(await this.#ask(this.#file, "close", []));
  }
}

function unwrap(reply: Reply): unknown {
  if (reply.kind === "answer") return reply.value;
  throw renewed(reply.error);
}

function statFrom(reply: unknown): FileStat {
  const { size, kind } = reply as { size: number; kind: string };
  return { size, isFile: () => kind === "file", isDirectory: () => kind === "directory" };
}

function assertRange(buffer: unknown, offset: number, length: number): void {
  if (!(buffer instanceof Uint8Array)) throw new TypeError("The buffer must be a Uint8Array.");
  const inside = Number.isInteger(offset) && Number.isInteger(length) && offset >= 0 && length >= 0;
  if (inside && offset + length <= buffer.length) return;
  const range = `[${offset}, ${offset + length})`;
  throw Object.assign(
    new RangeError(`${range} is not within a buffer of ${buffer.length} bytes.`),
    {
      code: "ERR_OUT_OF_RANGE",
    },
  );
}
