import { io } from "@wal-labs/checksum";
import type { FileHandle, FileSystem } from "@wal-labs/core";
import { UNPUBLISHED } from "./published-file.ts";
import { writeAt } from "./write-at.ts";

const PREPARED_AT_ONCE = 1024 * 1024;

/** The file of the segment that comes next, filled with zeros while nobody waits for it. */
export class NextSegment {
  readonly #fs: FileSystem;
  readonly #path: string;
  /** `undefined` when it could not be made: whoever needs it then meets the reason. */
  readonly #prepared: Promise<FileHandle | undefined>;

  /** Begins at once. @param path where the segment will be published. */
  constructor(fs: FileSystem, path: string, size: number) {
    this.#fs = fs;
    this.#path = path;
    this.#prepared = prepare(fs, path, size).catch(() => undefined);
  }

  /** The file, once it is there; then it is the caller's. */
  take(): Promise<FileHandle | undefined> {
    return this.#prepared;
  }

  /** Gives it up. A file that stays is removed when the log is opened next. */
  async discard(): Promise<void> {
    const handle = await this.#prepared;
    if (!handle) return;
    await handle.close().catch(() => undefined);
    await this.#fs.unlink(this.#path + UNPUBLISHED).catch(() => undefined);
  }
}

/**
 * Makes the file that will be published as `path` and fills it with zeros, durably. Writing over blocks
 * that are there already costs a sync less than making the file grow. The handle is the caller's, and
 * at the start of the file.
 *
 * @throws a `WalError` `WAL_IO` when the file system fails. Nothing is left open.
 */
async function prepare(fs: FileSystem, path: string, size: number): Promise<FileHandle> {
  const handle = await io("prepare a file", fs.open(path + UNPUBLISHED, "w+"));
  const zeros = new Uint8Array(Math.min(size, PREPARED_AT_ONCE));
  try {
    for (let offset = 0; offset < size; offset += zeros.length) {
      const part = zeros.subarray(0, Math.min(zeros.length, size - offset));
      await io("prepare a file", writeAt(handle, part, offset));
      // Little by little: whoever syncs another file must not wait for all of it.
      await io("prepare a file", handle.datasync());
    }
    return handle;
  } catch (error) {
    await handle.close().catch(() => undefined);
    throw error;
  }
}
