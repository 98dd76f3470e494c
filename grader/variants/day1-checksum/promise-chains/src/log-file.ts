import {
  DEFAULT_MAX_RECORD_SIZE,
  encodeFrame,
  type FileHandle,
  type FileSystem,
  FRAME_HEADER_SIZE,
  type Frame,
  nodeFs,
  SEAL_TYPE,
  SEGMENT_HEADER_SIZE,
  WalError,
} from "@wal-labs/core";
import { stamp } from "./checksum.ts";
import { CorruptionError } from "./errors.ts";
import { rejectAfter } from "./first-error.ts";
import { readFrame } from "./frame-reader.ts";
import { io, writeFully } from "./handle-io.ts";
import { logState } from "./log-state.ts";
import { type Opened, openLog, syncName } from "./opening.ts";
import type { Entry, Stamp, WalRecord } from "./record.ts";
import { fromFrame, toFrame } from "./record-frame.ts";
import { sealFrame } from "./seal.ts";

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
  readonly #handle: FileHandle;
  readonly #salt: number;
  readonly #options: Required<Omit<LogFileOptions, "fs">>;
  readonly #state = logState();
  #end: number;
  #sealed: boolean;
  #written: number;
  #appended: number;
  #synced: number;

  private constructor(
    handle: FileHandle,
    opened: Opened,
    options: Required<Omit<LogFileOptions, "fs">>,
  ) {
    this.#handle = handle;
    this.#options = options;
    this.#salt = opened.salt;
    this.#end = opened.end;
    this.#sealed = opened.sealed;
    this.#written = opened.lastSequence;
    this.#appended = opened.lastSequence;
    this.#synced = opened.lastSequence;
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
  static open(path: string, options: LogFileOptions = {}): Promise<LogFile> {
    const { fs = nodeFs, sync = "always", maxRecordSize = DEFAULT_MAX_RECORD_SIZE } = options;
    return attempt(() =>
      io(`open ${path}`, fs.open(path, "a+")).then((handle) =>
        openLog(fs, path, handle, maxRecordSize).then(
          (opened) => new LogFile(handle, opened, { sync, maxRecordSize }),
          (error: unknown) => rejectAfter(error, () => handle.close()),
        ),
      ),
    );
  }

  /**
   * Deletes the log at `path`. Durable when it resolves. The log must not be open.
   *
   * @throws a `WalError` `WAL_IO` when there is none, or the file system fails.
   * @exercise 1.9
   */
  static remove(path: string, { fs = nodeFs }: { fs?: FileSystem } = {}): Promise<void> {
    return attempt(() => io(`remove ${path}`, fs.unlink(path))).then(() => syncName(fs, path));
  }

  /**
   * The sequence of the last record appended or found; 0 for none. Safe in any state.
   *
   * @exercise 1.7
   */
  get lastSequence(): number {
    return this.#appended;
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
  append(record: WalRecord): Promise<Position> {
    return attempt(() => this.#append(record));
  }

  /**
   * Appends a put, or a delete when the value is `null`. As {@link append} in all else.
   *
   * @exercise 1.7
   */
  write(key: Uint8Array, value: Uint8Array | null): Promise<Position> {
    return this.append(value === null ? { type: "delete", key } : { type: "put", key, value });
  }

  /**
   * Reads the record at a position that {@link append} gave, durable or not. The entry owns its bytes.
   *
   * @throws a `WalError` `WAL_INVALID_ARGUMENT` when no frame can start there; a `CorruptionError`
   * when the frame there is damaged or has another sequence; `WAL_CLOSED` after `close`.
   * @exercise 1.8
   */
  read({ sequence, offset }: Position): Promise<Entry> {
    return attempt(() => {
      this.#state.assertReadable();
      if (!Number.isInteger(offset) || offset < SEGMENT_HEADER_SIZE || offset >= this.#end) {
        throw new WalError("WAL_INVALID_ARGUMENT", `There is no frame at ${offset}.`);
      }
      const expectation = {
        sequence,
        salt: this.#salt,
        maxRecordSize: this.#options.maxRecordSize,
      };
      return readFrame(this.#handle, offset, expectation).then(({ frame }) => {
        try {
          return fromFrame(frame);
        } catch (error) {
          if (error instanceof WalError) throw new CorruptionError(sequence, offset, error);
          throw error;
        }
      });
    });
  }

  /**
   * Makes every record appended so far durable.
   *
   * @throws a `WalError` `WAL_IO` when the file system fails: the log has failed, for a second sync
   * that succeeds would prove nothing. `WAL_CLOSED` or `WAL_FAILED` in those states.
   * @exercise 1.9
   */
  sync(): Promise<void> {
    return attempt(() => {
      this.#state.assertWritable();
      return this.#sync();
    });
  }

  /**
   * Makes everything durable, seals the log and closes its file. A second close does nothing; a
   * failed log is closed without a seal.
   *
   * @throws a `WalError` `WAL_IO` when the file system fails. The file is closed all the same.
   * @exercise 1.9
   */
  close(): Promise<void> {
    if (this.#state.name === "closed") return Promise.resolve();
    const wasOpen = this.#state.name === "open";
    this.#state.handle("close");
    const release = (): Promise<void> => io("close the log", this.#handle.close());
    if (!wasOpen) return release();
    return this.#seal().then(release, (error: unknown) => rejectAfter(error, release));
  }

  /**
   * Closes the log, so that `await using` never leaks a file.
   *
   * @exercise 1.9
   */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #append(record: WalRecord): Promise<Position> {
    this.#state.assertWritable();
    const frame = toFrame(record, this.#nextStamp());
    const offset = this.#end;
    return this.#write(frame).then((size) => {
      const position = { sequence: frame.sequence, offset, size };
      this.#written = frame.sequence;
      const acknowledge = (): Position => {
        this.#appended = frame.sequence;
        return position;
      };
      return this.#options.sync === "manual" ? acknowledge() : this.#sync().then(acknowledge);
    });
  }

  #nextStamp(): Stamp {
    const [sequence, syncedWatermark] = [this.#written + 1, this.#synced];
    return { sequence, timestampMs: Date.now(), syncedWatermark };
  }

  /** Writes a frame in two calls, its header and the rest. Resolves with its size. */
  #write(frame: Frame): Promise<number> {
    const bytes = stamp(encodeFrame(frame, this.#options.maxRecordSize), this.#salt);
    const written = writeFully(this.#handle, bytes.subarray(0, FRAME_HEADER_SIZE)).then(() =>
      writeFully(this.#handle, bytes.subarray(FRAME_HEADER_SIZE)),
    );
    return this.#orFail(io("write to the log", written)).then(() => {
      this.#end += bytes.length;
      this.#sealed = frame.type === SEAL_TYPE;
      return bytes.length;
    });
  }

  #sync(): Promise<void> {
    const covered = this.#written;
    return this.#orFail(io("sync the log", this.#handle.sync())).then(() => {
      this.#synced = covered;
    });
  }

  /** Syncs even when nothing is new: that costs time and nothing else. */
  #seal(): Promise<void> {
    return this.#sync().then(() => {
      if (this.#sealed) return undefined;
      return this.#write(sealFrame(this.#nextStamp())).then(() => this.#sync());
    });
  }

  #orFail<Result>(call: Promise<Result>): Promise<Result> {
    return call.catch((error: unknown) => {
      this.#state.handle("fail");
      throw error;
    });
  }
}

/** Turns what `action` throws into a rejection, and runs it at once. */
function attempt<Result>(action: () => Promise<Result>): Promise<Result> {
  try {
    return action();
  } catch (error) {
    return Promise.reject(error);
  }
}
