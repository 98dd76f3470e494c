import {
  DEFAULT_MAX_RECORD_SIZE,
  directoryOf,
  encodeFrame,
  type FileHandle,
  type FileSystem,
  LAST_OF_BATCH,
  nodeFs,
  SEAL_TYPE,
  SEGMENT_HEADER_SIZE,
  type SegmentHeader,
  syncDirectory,
  WalError,
} from "@wal-labs/core";
import { stamp } from "./checksum.ts";
import { type Contents, readFrame, scan } from "./frame-reader.ts";
import { io, writeFully } from "./handle-io.ts";
import { newHeader, readHeader } from "./header.ts";
import type { Entry, Stamp, WalRecord } from "./record.ts";
import { fromFrame, toFrame } from "./record-frame.ts";

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
 *
 * @solution The five calls of `#append` are the protocol of the day. Everything else serves them.
 */
export class LogFile {
  readonly #handle: FileHandle;
  readonly #header: SegmentHeader;
  readonly #options: Required<LogFileOptions>;
  #state: "open" | "failed" | "closed" = "open";
  /** Where the next frame goes: the end of the last valid one. */
  #end: number;
  #lastSequence: number;
  /** O1: at most `#lastSequence`, and raised by a sync that succeeded, never by a write. */
  #syncedSequence: number;
  #sealed: boolean;

  private constructor(
    handle: FileHandle,
    header: SegmentHeader,
    options: Required<LogFileOptions>,
    contents: Contents,
  ) {
    this.#handle = handle;
    this.#header = header;
    this.#options = options;
    this.#end = contents.end;
    this.#lastSequence = contents.lastSequence;
    this.#syncedSequence = contents.lastSequence;
    this.#sealed = contents.sealed;
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
   * fails. A file that is refused is left as it was.
   * @exercise 1.6
   */
  static async open(path: string, options: LogFileOptions = {}): Promise<LogFile> {
    const { fs = nodeFs, sync = "always", maxRecordSize = DEFAULT_MAX_RECORD_SIZE } = options;
    const handle = await io("open the log", fs.open(path, "a+"));
    try {
      const { size } = await io("stat the log", handle.stat());
      // Empty means new: the header is durable before anything is acknowledged.
      if (size === 0) await io("write the header", writeFully(handle, newHeader()));
      const header = await readHeader(handle);
      const contents = await scan(handle, { salt: header.salt, maxRecordSize });
      // O9: a process that died may have left what we just read in memory only.
      await io("sync the log", handle.datasync());
      await io("sync the directory", syncDirectory(fs, directoryOf(path)));
      return new LogFile(handle, header, { fs, sync, maxRecordSize }, contents);
    } catch (error) {
      // The first failure is the news; a failing close would only hide it.
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
    await io("remove the log", fs.unlink(path));
    await io("sync the directory", syncDirectory(fs, directoryOf(path)));
  }

  /**
   * The sequence of the last record appended or found; 0 for none. Safe in any state.
   *
   * @exercise 1.6
   */
  get lastSequence(): number {
    return this.#lastSequence;
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
    this.#assertOpen();
    const sequence = this.#lastSequence + 1;
    const frame = toFrame(record, this.#stampFor(sequence));
    const bytes = encodeFrame(frame, this.#options.maxRecordSize);
    const position = { sequence, offset: this.#end, size: bytes.length };
    await this.#write(bytes);
    this.#lastSequence = sequence;
    if (this.#options.sync === "always") await this.sync(); // The commit point: O1.
    return position;
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
   * when the frame there is damaged or has another sequence; `WAL_UNSUPPORTED` when it is whole but
   * of an unknown type; `WAL_CLOSED` after `close`.
   * @exercise 1.8
   */
  async read({ sequence, offset }: Position): Promise<Entry> {
    if (this.#state === "closed") throw closed();
    if (!(Number.isInteger(offset) && offset >= SEGMENT_HEADER_SIZE && offset < this.#end)) {
      throw new WalError("WAL_INVALID_ARGUMENT", `No record starts at byte ${offset}.`);
    }
    const { maxRecordSize } = this.#options;
    const expectation = { sequence, salt: this.#header.salt, maxRecordSize };
    const { frame } = await readFrame(this.#handle, offset, expectation);
    return fromFrame(frame);
  }

  /**
   * Makes every record appended so far durable.
   *
   * @throws a `WalError` `WAL_IO` when the file system fails: the log has failed, for a second sync
   * that succeeds would prove nothing. `WAL_CLOSED` or `WAL_FAILED` in those states.
   * @exercise 1.9
   */
  async sync(): Promise<void> {
    this.#assertOpen();
    const written = this.#lastSequence;
    await this.#orFail("sync the log", this.#handle.datasync());
    this.#syncedSequence = written;
  }

  /**
   * Makes everything durable, seals the log and closes its file. A second close does nothing; a
   * failed log is closed without a seal.
   *
   * @throws a `WalError` `WAL_IO` when the file system fails. The file is closed all the same.
   * @exercise 1.9
   */
  async close(): Promise<void> {
    if (this.#state === "closed") return;
    try {
      if (this.#state === "open" && !this.#sealed) await this.#seal();
    } catch (error) {
      this.#state = "closed";
      await this.#handle.close().catch(() => undefined);
      throw error;
    }
    this.#state = "closed";
    await io("close the log", this.#handle.close());
  }

  /**
   * Closes the log, so that `await using` never leaks a file.
   *
   * @exercise 1.9
   */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** Syncs first, so that the seal's watermark vouches for every record before it. */
  async #seal(): Promise<void> {
    if (this.#syncedSequence < this.#lastSequence) await this.sync();
    const nothing = new Uint8Array(0);
    const place = { type: SEAL_TYPE, flags: LAST_OF_BATCH, transactionId: 0 };
    const stamped = this.#stampFor(this.#lastSequence + 1);
    await this.#write(encodeFrame({ ...place, ...stamped, key: nothing, value: nothing }));
    await this.sync();
    this.#sealed = true;
  }

  async #write(frame: Uint8Array): Promise<void> {
    this.#sealed = false;
    await this.#orFail("append", writeFully(this.#handle, stamp(frame, this.#header.salt)));
    this.#end += frame.length;
  }

  #stampFor(sequence: number): Stamp {
    return { sequence, timestampMs: Date.now(), syncedWatermark: this.#syncedSequence };
  }

  #assertOpen(): void {
    if (this.#state === "closed") throw closed();
    if (this.#state === "failed") {
      const message = "An earlier write or sync failed: what is on disk is unknown until reopened.";
      throw new WalError("WAL_FAILED", message);
    }
  }

  /** O7: whoever meets the failure fails the log, before anyone else can be acknowledged. */
  async #orFail(action: string, call: Promise<void>): Promise<void> {
    try {
      await io(action, call);
    } catch (error) {
      this.#state = "failed";
      throw error;
    }
  }
}

function closed(): WalError {
  return new WalError("WAL_CLOSED", "The log is closed.");
}
