import {
  DEFAULT_MAX_RECORD_SIZE,
  directoryOf,
  encodeFrame,
  encodeSegmentHeader,
  type FileHandle,
  type FileSystem,
  FRAME_HEADER_SIZE,
  type Frame,
  frameSize,
  LAST_OF_BATCH,
  nodeFs,
  parseFrame,
  parseSegmentHeader,
  SEAL_TYPE,
  SEGMENT_CRC_OFFSET,
  SEGMENT_HEADER_SIZE,
  type SegmentHeader,
  syncDirectory,
  viewOf,
  WalError,
} from "@wal-labs/core";
import { stamp, verify } from "./checksum.ts";
import { ChecksumMismatchError, CorruptionError } from "./errors.ts";
import { io, readFully, writeFully } from "./handle-io.ts";
import { type Entry, fromFrame, type Stamp, toFrame, type WalRecord } from "./record.ts";

/** The 64 bytes that begin a new log: a random log id and salt, segment 1, sequence 1, stamped. */
export function newHeader(): Uint8Array {
  const random = crypto.getRandomValues(new Uint8Array(20));
  const [logId, salt] = [random.subarray(0, 16), viewOf(random).getUint32(16, true)];
  const counts = { segmentSizeLimit: 0, segmentNumber: 1, firstSequence: 1 };
  const bytes = encodeSegmentHeader({ ...counts, logId, salt });
  stamp(bytes.subarray(SEGMENT_CRC_OFFSET), 0);
  return bytes;
}

/**
 * Reads and verifies the segment header at the start of a file.
 *
 * @throws a `WalError` `WAL_UNSUPPORTED` when the file is no segment or of another version; a
 * {@link CorruptionError} when it is a damaged one.
 */
export async function readHeader(handle: FileHandle): Promise<SegmentHeader> {
  const bytes = await io("read the header", readFully(handle, 0, SEGMENT_HEADER_SIZE));
  const parsed = parseSegmentHeader(bytes);
  if (parsed.kind === "incomplete") throw new CorruptionError(0, 0, new Error("No whole header."));
  if (parsed.kind === "foreign") throw new WalError("WAL_UNSUPPORTED", "The file is no log.");
  const mismatch = mismatchIn(bytes.subarray(SEGMENT_CRC_OFFSET), 0, 0);
  if (mismatch) throw new CorruptionError(0, 0, mismatch);
  if (parsed.kind === "header") return parsed.header;
  if (parsed.kind === "invalid") throw new CorruptionError(0, 0, new Error(`${parsed.flaw}.`));
  throw new WalError("WAL_UNSUPPORTED", `The log has version ${parsed.version}.`);
}

function mismatchIn(block: Uint8Array, seed: number, sequence: number): Error | undefined {
  const check = verify(block, seed);
  if (check.kind === "match") return undefined;
  return new ChecksumMismatchError(sequence, check.expected, check.actual);
}

/** What {@link readFrame} must know to believe a frame. */
export interface Expectation {
  /** The sequence that the frame must have. */
  readonly sequence: number;
  /** The salt of its segment. */
  readonly salt: number;
  /** Key and value together, in bytes; a larger frame is refused before memory is allocated. */
  readonly maxRecordSize: number;
}

/**
 * Reads and verifies the frame at `offset`.
 *
 * @throws a {@link CorruptionError} unless the frame lies whole in the file, matches its checksum
 * and has the expected sequence.
 */
export async function readFrame(
  handle: FileHandle,
  offset: number,
  { sequence, salt, maxRecordSize }: Expectation,
): Promise<{ frame: Frame; size: number }> {
  const damaged = (cause: Error | string) =>
    new CorruptionError(sequence, offset, cause instanceof Error ? cause : new Error(cause));
  const read = async (size: number): Promise<Uint8Array> => {
    const bytes = await io("read a frame", readFully(handle, offset, size));
    if (bytes.length < size) throw damaged("The file ends inside the frame.");
    return bytes;
  };
  const head = viewOf(await read(FRAME_HEADER_SIZE));
  const [keySize, valueSize] = [head.getUint32(8, true), head.getUint32(12, true)];
  if (keySize + valueSize > maxRecordSize) throw damaged("It is too large.");
  const size = frameSize(keySize, valueSize);
  const bytes = await read(size);
  const mismatch = mismatchIn(bytes, salt, sequence);
  if (mismatch) throw damaged(mismatch);
  const parsed = parseFrame(viewOf(bytes), 0, maxRecordSize);
  if (parsed.kind !== "frame") throw damaged(`It is ${JSON.stringify(parsed)}.`);
  const { frame } = parsed;
  if (frame.sequence !== sequence) throw damaged(`Its sequence is ${frame.sequence}.`);
  const isBare = keySize + valueSize + frame.transactionId === 0 && frame.flags === LAST_OF_BATCH;
  if (frame.type === SEAL_TYPE && !isBare) throw damaged("The seal is not bare.");
  return { frame, size };
}

/** What a log holds. */
export interface Contents {
  /** Where the next frame goes, in bytes from the start of the file. */
  readonly end: number;
  /** The sequence of the last record; 0 for none. */
  readonly lastSequence: number;
  /** True when the last frame is a seal. */
  readonly sealed: boolean;
}

/**
 * Reads and verifies each frame from the header to the end of the file, one at a time.
 *
 * @throws as {@link readFrame}, at the first frame that is not whole.
 */
export async function scan(
  handle: FileHandle,
  options: Omit<Expectation, "sequence">,
): Promise<Contents> {
  const file = await io("look at the log", handle.stat());
  let [end, lastSequence, sealed] = [SEGMENT_HEADER_SIZE, 0, false];
  while (end < file.size) {
    const expectation = { ...options, sequence: lastSequence + 1 };
    const { frame, size } = await readFrame(handle, end, expectation);
    end += size;
    sealed = frame.type === SEAL_TYPE;
    if (!sealed) lastSequence = frame.sequence;
  }
  return { end, lastSequence, sealed };
}

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

interface Settings {
  readonly salt: number;
  readonly maxRecordSize: number;
  readonly sync: "always" | "manual";
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
  readonly #options: Settings;
  #contents: Contents;
  #synced: number;
  #state: "open" | "failed" | "closed" = "open";

  private constructor(handle: FileHandle, contents: Contents, options: Settings) {
    this.#handle = handle;
    this.#contents = contents;
    this.#synced = contents.lastSequence;
    this.#options = options;
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
   */
  static async open(path: string, options: LogFileOptions = {}): Promise<LogFile> {
    const { fs = nodeFs, sync = "always", maxRecordSize = DEFAULT_MAX_RECORD_SIZE } = options;
    const handle = await io(`open ${path}`, fs.open(path, "a+"));
    let isNew = false;
    try {
      isNew = (await io(`look at ${path}`, handle.stat())).size === 0;
      if (isNew) await io("write the header", writeFully(handle, newHeader()));
      const { salt } = await readHeader(handle);
      const contents = await scan(handle, { salt, maxRecordSize });
      await io(`sync ${path}`, handle.datasync());
      await io(`sync the directory of ${path}`, syncDirectory(fs, directoryOf(path)));
      return new LogFile(handle, contents, { salt, maxRecordSize, sync });
    } catch (error) {
      if (isNew) await handle.truncate(0).catch(() => {});
      await handle.close().catch(() => {});
      throw error;
    }
  }

  /**
   * Deletes the log at `path`. Durable when it resolves. The log must not be open.
   *
   * @throws a `WalError` `WAL_IO` when there is none, or the file system fails.
   */
  static async remove(path: string, { fs = nodeFs }: { fs?: FileSystem } = {}): Promise<void> {
    await io(`remove ${path}`, fs.unlink(path));
    await io(`sync the directory of ${path}`, syncDirectory(fs, directoryOf(path)));
  }

  /**
   * The sequence of the last record appended or found; 0 for none. Safe in any state.
   *
   */
  get lastSequence(): number {
    return this.#contents.lastSequence;
  }

  /**
   * Appends a record and resolves with its position: durable under `sync: "always"`, else it may be
   * lost in a crash until `sync` resolves.
   *
   * @throws a `WalError` `WAL_INVALID_ARGUMENT` or `WAL_TOO_LARGE` when the record cannot be logged
   * (the log stays open); `WAL_IO` when the file system fails (the log has failed, and the record may
   * or may not be there after a restart); `WAL_CLOSED` or `WAL_FAILED` in those states.
   */
  async append(record: WalRecord): Promise<Position> {
    this.#assertUsable("open");
    const sequence = this.lastSequence + 1;
    const place = await this.#write((stamp) => toFrame(record, stamp));
    if (this.#options.sync === "always") await this.sync();
    return { sequence, ...place };
  }

  /**
   * Appends a put, or a delete when the value is `null`. As {@link append} in all else.
   *
   */
  async write(key: Uint8Array, value: Uint8Array | null): Promise<Position> {
    return this.append(value === null ? { type: "delete", key } : { type: "put", key, value });
  }

  /**
   * Reads the record at a position that {@link append} gave, durable or not. The entry owns its bytes.
   *
   * @throws a `WalError` `WAL_INVALID_ARGUMENT` when no frame can start there; a `CorruptionError`
   * when the frame there is damaged or has another sequence; `WAL_CLOSED` after `close`.
   */
  async read({ sequence, offset }: Position): Promise<Entry> {
    this.#assertUsable("open", "failed");
    if (!(offset >= SEGMENT_HEADER_SIZE && offset < this.#contents.end && offset % 1 === 0))
      throw new WalError("WAL_INVALID_ARGUMENT", `No frame starts at ${offset}.`);
    const { frame } = await readFrame(this.#handle, offset, { ...this.#options, sequence });
    try {
      return fromFrame(frame);
    } catch (cause) {
      throw new CorruptionError(sequence, offset, cause as WalError);
    }
  }

  /**
   * Makes every record appended so far durable.
   *
   * @throws a `WalError` `WAL_IO` when the file system fails: the log has failed, for a second sync
   * that succeeds would prove nothing. `WAL_CLOSED` or `WAL_FAILED` in those states.
   */
  async sync(): Promise<void> {
    this.#assertUsable("open");
    const { lastSequence } = this.#contents;
    if (this.#synced < lastSequence || this.#contents.sealed) {
      await this.#orFail("sync the log", this.#handle.datasync());
    }
    this.#synced = lastSequence;
  }

  /**
   * Makes everything durable, seals the log and closes its file. A second close does nothing; a
   * failed log is closed without a seal.
   *
   * @throws a `WalError` `WAL_IO` when the file system fails. The file is closed all the same.
   */
  async close(): Promise<void> {
    if (this.#state === "closed") return;
    try {
      if (this.#state === "open") await this.#seal();
    } catch (error) {
      await this.#handle.close().catch(() => {});
      throw error;
    } finally {
      this.#state = "closed";
    }
    await io("close the log", this.#handle.close());
  }

  /**
   * Closes the log, so that `await using` never leaks a file.
   *
   */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #seal(): Promise<void> {
    await this.sync();
    if (this.#contents.sealed) return;
    const nothing = { transactionId: 0, key: new Uint8Array(), value: new Uint8Array() };
    await this.#write((stamp) => ({ type: SEAL_TYPE, flags: LAST_OF_BATCH, ...stamp, ...nothing }));
    await this.sync();
  }

  /** Writes a record or a seal as the next frame. */
  async #write(frameAt: (stamp: Stamp) => Frame): Promise<{ offset: number; size: number }> {
    const { end: offset, lastSequence } = this.#contents;
    const sequence = lastSequence + 1;
    const place = { sequence, timestampMs: Date.now(), syncedWatermark: this.#synced };
    const frame = frameAt(place);
    const sealed = frame.type === SEAL_TYPE;
    const bytes = stamp(encodeFrame(frame, this.#options.maxRecordSize), this.#options.salt);
    const size = bytes.length;
    await this.#orFail("write to the log", writeFully(this.#handle, bytes));
    this.#contents = { end: offset + size, sealed, lastSequence: sealed ? lastSequence : sequence };
    return { offset, size };
  }

  async #orFail(action: string, call: Promise<void>): Promise<void> {
    try {
      await io(action, call);
    } catch (error) {
      this.#state = "failed";
      throw error;
    }
  }

  #assertUsable(...states: ("open" | "failed")[]): void {
    if (this.#state === "closed") throw new WalError("WAL_CLOSED", "The log is closed.");
    if (states.includes(this.#state)) return;
    throw new WalError("WAL_FAILED", "A write or sync of the log has failed.");
  }
}
