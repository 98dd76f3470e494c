import {
  DEFAULT_MAX_RECORD_SIZE,
  directoryOf,
  type FileHandle,
  type FileSystem,
  nodeFs,
  SEGMENT_HEADER_SIZE,
  syncDirectory,
} from "@wal-labs/core";
import { type Contents, scan } from "./frame-reader.ts";
import { io, writeFully } from "./handle-io.ts";
import { headerIn, newHeader, readHeader } from "./header.ts";
import { type LogOperations, operationsOf } from "./log-operations.ts";
import type { Entry, WalRecord } from "./record.ts";

/** How to open a {@link LogFile}. */
export interface LogFileOptions {
  /** Where the file lives. The machine's own file system unless told otherwise. */
  readonly fs?: FileSystem;
  /** `always`: an append is durable when it resolves. `manual`: it is durable after the next sync. */
  readonly sync?: "always" | "manual";
  /** Key and value of one record together, in bytes. */
  readonly maxRecordSize?: number;
}

/** Where a record lies. Stays true as long as the file exists. */
export interface Position {
  readonly sequence: number;
  /** Where its frame starts, in bytes from the start of the file. */
  readonly offset: number;
  /** Bytes its frame takes, padding included. */
  readonly size: number;
}

/**
 * A log in one file: a segment header, then frames, then a seal.
 *
 * It is *open* until `close`, or until a write or sync fails; then it is *failed*, and acknowledges
 * nothing more (O7), because nobody can tell how much of the failed call reached the disk. A failed
 * log can still be read, and closed. Await each call before the next: day 4 lifts that limit.
 */
export class LogFile {
  readonly #operations: LogOperations;

  private constructor(operations: LogOperations) {
    this.#operations = operations;
  }

  /**
   * Opens the log at `path`, or creates it; its directory must exist. When this resolves, the file,
   * its name and all it holds are durable (O2, O9).
   *
   * An existing log is read from end to end and must be whole: even a last frame cut short by a
   * crash is refused. Day 2 learns to tell that from corruption.
   *
   * @throws a `CorruptionError` when a frame or the header is damaged; a `WalError`
   * `WAL_UNSUPPORTED` when the file is no log or of another version; `WAL_IO` when the file system
   * fails. The file is unchanged then.
   * @exercise 1.6
   */
  static async open(path: string, options: LogFileOptions = {}): Promise<LogFile> {
    const { fs = nodeFs, sync = "always", maxRecordSize = DEFAULT_MAX_RECORD_SIZE } = options;
    const handle = await io(`open ${path}`, fs.open(path, "a+"));
    try {
      const { size } = await io(`ask for the size of ${path}`, handle.stat());
      const begin = size === 0 ? create : verifyAll;
      const { salt, contents } = await begin(handle, maxRecordSize, () => settle(fs, path, handle));
      return new LogFile(operationsOf(handle, contents, { salt, maxRecordSize, sync }));
    } catch (error) {
      await handle.close().catch(() => undefined);
      throw error;
    }
  }

  /**
   * Deletes the log at `path`. Durable when it resolves. The log must not be open.
   *
   * @throws a `WalError` `WAL_IO` when there is none, or the file system fails.
   * @exercise 1.9
   */
  static async remove(path: string, { fs = nodeFs }: { fs?: FileSystem } = {}): Promise<void> {
    await io(`remove ${path}`, fs.unlink(path));
    await io(`sync the directory of ${path}`, syncDirectory(fs, directoryOf(path)));
  }

  /**
   * The sequence of the last record appended or found; 0 for none. Safe in any state.
   *
   * @exercise 1.7
   */
  get lastSequence(): number {
    return this.#operations.lastSequence();
  }

  /**
   * Appends a record and resolves with its position: durable under `sync: "always"`, else it may be
   * lost in a crash until `sync` resolves.
   *
   * @throws a `WalError` `WAL_INVALID_ARGUMENT` or `WAL_TOO_LARGE` when the record cannot be logged
   * (the log stays open); `WAL_IO` when the file system fails (the log has failed, and the record may
   * or may not be there after a restart); `WAL_CLOSED` or `WAL_FAILED` in those states.
   * @exercise 1.7
   */
  async append(record: WalRecord): Promise<Position> {
    return this.#operations.append(record);
  }

  /**
   * Appends a put, or a delete when the value is `null`. As {@link append} in all else.
   *
   * @exercise 1.7
   */
  async write(key: Uint8Array, value: Uint8Array | null): Promise<Position> {
    return this.append(value === null ? { type: "delete", key } : { type: "put", key, value });
  }

  /**
   * Reads the record at a position that {@link append} gave, durable or not. The entry owns its bytes.
   *
   * @throws a `WalError` `WAL_INVALID_ARGUMENT` when no frame can start there; a `CorruptionError`
   * when the frame there is damaged or has another sequence; `WAL_CLOSED` after `close`.
   * @exercise 1.8
   */
  async read({ sequence, offset }: Position): Promise<Entry> {
    return this.#operations.read({ sequence, offset });
  }

  /**
   * Makes every record appended so far durable.
   *
   * @throws a `WalError` `WAL_IO` when the file system fails: the log has failed, for a second sync
   * that succeeds would prove nothing. `WAL_CLOSED` or `WAL_FAILED` in those states.
   * @exercise 1.9
   */
  async sync(): Promise<void> {
    return this.#operations.sync();
  }

  /**
   * Makes everything durable, seals the log and closes its file. A second close does nothing; a
   * failed log is closed without a seal.
   *
   * @throws a `WalError` `WAL_IO` when the file system fails. The file is closed all the same.
   * @exercise 1.9
   */
  async close(): Promise<void> {
    return this.#operations.close();
  }

  /**
   * Closes the log, so that `await using` never leaks a file.
   *
   * @exercise 1.9
   */
  async [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** What a file turned out to hold, once it and its name are durable. */
interface Beginning {
  readonly salt: number;
  readonly contents: Contents;
}

/** Makes a file and its name durable (O2, O9). */
async function settle(fs: FileSystem, path: string, handle: FileHandle): Promise<void> {
  await io(`sync ${path}`, handle.datasync());
  await io(`sync the directory of ${path}`, syncDirectory(fs, directoryOf(path)));
}

async function create(
  handle: FileHandle,
  _maxRecordSize: number,
  makeDurable: () => Promise<void>,
): Promise<Beginning> {
  const bytes = newHeader();
  const { salt } = headerIn(bytes);
  try {
    await io("write the header", writeFully(handle, bytes));
    await makeDurable();
  } catch (error) {
    await handle.truncate(0).catch(() => undefined); // as it was found: empty
    throw error;
  }
  return { salt, contents: { end: SEGMENT_HEADER_SIZE, lastSequence: 0, sealed: false } };
}

async function verifyAll(
  handle: FileHandle,
  maxRecordSize: number,
  makeDurable: () => Promise<void>,
): Promise<Beginning> {
  const { salt } = await readHeader(handle);
  const contents = await scan(handle, { salt, maxRecordSize });
  await makeDurable();
  return { salt, contents };
}
