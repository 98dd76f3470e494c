import { type FileSystem, NotImplementedError, nodeFs } from "@wal-labs/core";
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
  /**
   * Opens the log at `path`, or creates it; its directory must exist. When this resolves, the file,
   * its name and all it holds are durable (O2, O9).
   *
   * An existing log is read from end to end and must be whole: even a last frame cut short by a
   * crash is refused. Day 2 learns to tell that from corruption.
   *
   * @throws a `CorruptionError` when a frame or the header is damaged; a `WalError`
   * `WAL_UNSUPPORTED` when the file is no log or of another version; `WAL_IO` when the file system
   * fails. A file that is refused is left as it was.
   * @exercise 1.6
   */
  static async open(path: string, options: LogFileOptions = {}): Promise<LogFile> {
    throw new NotImplementedError("1.6");
  }

  /**
   * Deletes the log at `path`. Durable when it resolves. The log must not be open.
   *
   * @throws a `WalError` `WAL_IO` when there is none, or the file system fails.
   * @exercise 1.9
   */
  static async remove(path: string, { fs = nodeFs }: { fs?: FileSystem } = {}): Promise<void> {
    throw new NotImplementedError("1.9");
  }

  /**
   * The sequence of the last record appended or found; 0 for none. Safe in any state.
   *
   * @exercise 1.6
   */
  get lastSequence(): number {
    throw new NotImplementedError("1.6");
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
    throw new NotImplementedError("1.7");
  }

  /**
   * Appends a put, or a delete when the value is `null`. As {@link append} in all else.
   *
   * @exercise 1.7
   */
  async write(key: Uint8Array, value: Uint8Array | null): Promise<Position> {
    throw new NotImplementedError("1.7");
  }

  /**
   * Reads the record at a position that {@link append} gave, durable or not. The entry owns its bytes.
   *
   * @throws a `WalError` `WAL_INVALID_ARGUMENT` when no frame can start there; a `CorruptionError`
   * when the frame there is damaged or has another sequence; `WAL_UNSUPPORTED` when it is whole but
   * of an unknown type; `WAL_CLOSED` after `close`.
   * @exercise 1.8
   */
  async read({ sequence, offset }: Position): Promise<Entry> {
    throw new NotImplementedError("1.8");
  }

  /**
   * Makes every record appended so far durable.
   *
   * @throws a `WalError` `WAL_IO` when the file system fails: the log has failed, for a second sync
   * that succeeds would prove nothing. `WAL_CLOSED` or `WAL_FAILED` in those states.
   * @exercise 1.9
   */
  async sync(): Promise<void> {
    throw new NotImplementedError("1.9");
  }

  /**
   * Makes everything durable, seals the log and closes its file. A second close does nothing; a
   * failed log is closed without a seal.
   *
   * @throws a `WalError` `WAL_IO` when the file system fails. The file is closed all the same.
   * @exercise 1.9
   */
  async close(): Promise<void> {
    throw new NotImplementedError("1.9");
  }

  /**
   * Closes the log, so that `await using` never leaks a file.
   *
   * @exercise 1.9
   */
  async [Symbol.asyncDispose](): Promise<void> {
    throw new NotImplementedError("1.9");
  }
}
