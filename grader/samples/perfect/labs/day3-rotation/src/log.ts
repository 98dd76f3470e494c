import {
  CorruptionError,
  type Entry,
  io,
  LogFile,
  type LogFileOptions,
  readHeader,
  stamp,
  toFrame,
  type WalRecord,
} from "@wal-labs/checksum";
import {
  DEFAULT_MAX_RECORD_SIZE,
  directoryOf,
  encodeFrame,
  type FileHandle,
  type FileSystem,
  type Frame,
  frameSize,
  LAST_OF_BATCH,
  nodeFs,
  SEAL_TYPE,
  SEGMENT_HEADER_SIZE,
  type SegmentHeader,
  syncDirectory,
  viewOf,
  WalError,
  type WalErrorCode,
  writeUint64,
} from "@wal-labs/core";
import { recover, replay, walk } from "@wal-labs/replay";
import {
  archiveSegment,
  type Checkpoint,
  headerBytes,
  newSalt,
  publish,
  segmentName,
  withFile,
  writeCheckpoint,
} from "./files.ts";
import { assertSound, survey } from "./survey.ts";

/** How segments are opened and created. */
export interface SegmentOptions {
  readonly fs: FileSystem;
  /** Bytes that a segment may grow to, header and seal included. */
  readonly segmentSize: number;
  /** Whether a new segment is filled with zeros at once. */
  readonly preallocate: boolean | "ahead";
  /** A write and its sync stay two calls. */
  readonly durableWrites?: boolean;
  readonly maxRecordSize: number;
  /** What to do about a torn tail: cut it off, or refuse. */
  readonly policy: "tolerate-tail" | "absolute";
}

/** How to open a `SegmentedLog`. */
export interface SegmentedLogOptions extends Partial<SegmentOptions> {
  /** `always`: an append is durable when it resolves. `manual`: it is durable after the next sync. */
  readonly sync?: "always" | "manual";
  /** A directory, which must exist: segments are kept there as gzip before they are removed. */
  readonly archive?: string | undefined;
}

/** Where a record lies. Stays true as long as its segment exists. */
export interface SegmentPosition {
  /** The name of the segment's file. */
  readonly segment: string;
  readonly sequence: number;
  /** Where its frame starts, in bytes from the start of the segment. */
  readonly offset: number;
  /** Bytes its frame takes, padding included. */
  readonly size: number;
}

/** What became of one batch: where each of its records lies, or why none of them was logged. */
export type BatchOutcome = PromiseSettledResult<readonly SegmentPosition[]>;

/** Takes one record, as day 2's `Handler` does. */
export type SegmentHandler = (entry: Entry, position: SegmentPosition) => void | Promise<void>;

/** A segment as its log remembers it. */
export interface SegmentInfo {
  /** Of its file, in the log's directory. */
  readonly name: string;
  /** Of the first record that belongs in it. */
  readonly firstSequence: number;
}

const SEAL_SIZE = frameSize(0, 0);
const ZEROS = 1 << 16;
const SEQUENCE_OFFSET = 16;
const WATERMARK_OFFSET = 40;
const NOTHING = new Uint8Array(0);

/** A log in a directory: segments one after the other, of which the last is appended to. */
export class SegmentedLog {
  readonly #directory: string;
  readonly #options: SegmentOptions & SegmentedLogOptions;
  readonly #fs: FileSystem;
  #state: "open" | "failed" | "closed" = "open";
  #segments: SegmentInfo[] = [];
  #checkpoint: Checkpoint | undefined;
  #checkpointing: Promise<unknown> = Promise.resolve();
  #cleaning: Promise<unknown> = Promise.resolve();
  #doubt: Error | undefined;
  #lastSequence = 0;
  #syncedSequence = 0;
  // The last segment: its file, where the next frame goes, how long it is.
  #handle!: FileHandle;
  #header!: SegmentHeader;
  #end = SEGMENT_HEADER_SIZE;
  #size = SEGMENT_HEADER_SIZE;
  #isSealed: boolean = false;

  private constructor(directory: string, options: SegmentedLogOptions) {
    this.#directory = directory;
    this.#options = {
      fs: nodeFs,
      segmentSize: 64 * 2 ** 20,
      preallocate: false,
      maxRecordSize: DEFAULT_MAX_RECORD_SIZE,
      policy: "tolerate-tail",
      ...options,
    };
    this.#fs = this.#options.fs;
    const { segmentSize: size } = this.#options;
    const smallest = SEGMENT_HEADER_SIZE + 2 * SEAL_SIZE;
    if (!Number.isInteger(size) || size < smallest || size >= 2 ** 32) {
      throw new WalError("WAL_INVALID_ARGUMENT", `${size} bytes is no size for a segment.`);
    }
  }

  /** Opens the log in `directory`, or creates both. */
  static async open(directory: string, options: SegmentedLogOptions = {}): Promise<SegmentedLog> {
    const log = new SegmentedLog(directory, options);
    await log.#open();
    return log;
  }

  /** The sequence of the last record appended or found; 0 for none. Safe in any state. */
  get lastSequence(): number {
    return this.#lastSequence;
  }

  /** Its segments, oldest first. Safe in any state. */
  get segments(): readonly SegmentInfo[] {
    return this.#segments.slice();
  }

  /** Up to where the log is not needed any more. Safe in any state. */
  get checkpoint(): Checkpoint {
    const { logId } = this.#header;
    return this.#checkpoint ?? { sequence: 0, highestFinished: 0, snapshot: NOTHING, logId };
  }

  /** Appends a record and resolves with its position. */
  async append(record: WalRecord): Promise<SegmentPosition> {
    this.#assertOpen();
    const sequence = this.#lastSequence + 1;
    const syncedWatermark = this.#syncedSequence;
    const frame = toFrame(record, { sequence, timestampMs: Date.now(), syncedWatermark });
    const size = frameSize(frame.key.length, frame.value.length);
    if (SEGMENT_HEADER_SIZE + size + SEAL_SIZE > this.#options.segmentSize) {
      throw new WalError("WAL_TOO_LARGE", `A frame of ${size} bytes fits in no segment.`);
    }
    const bytes = encodeFrame(frame, this.#options.maxRecordSize);
    const limit = this.#header.segmentSizeLimit;
    return this.#orFail(async () => {
      if (limit > 0 && this.#end + size + SEAL_SIZE > limit) {
        await this.#beginNext();
        writeUint64(viewOf(bytes), WATERMARK_OFFSET, this.#syncedSequence);
      }
      const offset = this.#end;
      await this.#write([bytes]);
      this.#lastSequence = sequence;
      if (this.#options.sync !== "manual") await this.#sync();
      return { segment: segmentName(this.#header.segmentNumber), sequence, offset, size };
    });
  }

  /** Appends batches, in order, with one write and one sync for all that fits in the segment. */
  async appendAll(
    batches: readonly (readonly WalRecord[])[],
    { durable = this.#options.sync !== "manual" }: { readonly durable?: boolean } = {},
  ): Promise<BatchOutcome[]> {
    this.#assertOpen();
    const outcomes = batches.map((records) => this.#checked(records));
    return this.#orFail(async () => {
      let [parts, size]: [Uint8Array[], number] = [[], 0];
      const flush = async () => {
        for (const [index, part] of parts.entries()) {
          writeUint64(viewOf(part), SEQUENCE_OFFSET, this.#lastSequence + 1 + index);
          writeUint64(viewOf(part), WATERMARK_OFFSET, this.#syncedSequence);
        }
        if (size > 0) await this.#write(parts);
        this.#lastSequence += parts.length;
        [parts, size] = [[], 0];
      };
      const told: BatchOutcome[] = [];
      for (const outcome of outcomes) {
        if (outcome.status === "rejected") {
          told.push(outcome);
          continue;
        }
        const frames = outcome.value;
        const needed = sizeOf(frames);
        const limit = this.#header.segmentSizeLimit || Number.POSITIVE_INFINITY;
        if (needed > 0 && this.#end + size + needed + SEAL_SIZE > limit) {
          await flush();
          await this.#beginNext();
        }
        const value = frames.map((frame) => {
          const offset = this.#end + size;
          const sequence = this.#lastSequence + parts.push(frame);
          size += frame.length;
          const segment = segmentName(this.#header.segmentNumber);
          return { segment, sequence, offset, size: frame.length };
        });
        told.push({ status: "fulfilled", value });
      }
      await flush();
      if (durable && this.#syncedSequence < this.#lastSequence) await this.#sync();
      return told;
    });
  }

  /** Makes every record appended so far durable. */
  async sync(): Promise<void> {
    this.#assertOpen();
    await this.#orFail(() => this.#sync());
  }

  /** Seals the last segment and begins the next one, unless the last one has no record yet. */
  async rotate(): Promise<void> {
    this.#assertOpen();
    if (this.#header.firstSequence > this.#lastSequence) return;
    await this.#orFail(() => this.#beginNext());
  }

  /** Hands over each record behind `after`, in order, segment by segment. */
  async replay(handler: SegmentHandler, { after = 0 }: { after?: number } = {}): Promise<void> {
    if (this.#state === "closed") throw refused("WAL_CLOSED");
    const segments = this.segments.map(({ name, firstSequence }, index, all) => {
      const next = all[index + 1];
      return { name, first: firstSequence, last: next ? next.firstSequence - 1 : undefined };
    });
    const first = segments[0]?.first ?? 1;
    if (first > after + 1 || after > this.#lastSequence) {
      const cause = new Error(`the log has ${first} to ${this.#lastSequence}`);
      throw new CorruptionError(Math.min(after, this.#lastSequence) + 1, 0, cause);
    }
    const { fs, maxRecordSize } = this.#options;
    for (const { name, first, last } of segments) {
      if (last !== undefined && last <= after) continue;
      const known = { isLast: last === undefined, knownDurable: last ?? this.#syncedSequence };
      const options = { fs, maxRecordSize, ...known, after: Math.max(after, first - 1) };
      await replay(
        this.#path(name),
        (entry, position) => handler(entry, { segment: name, ...position }),
        options,
      );
    }
  }

  /** Says up to where the log is not needed any more. Durable when it resolves (O4). */
  async setCheckpoint(changes: Partial<Omit<Checkpoint, "logId">>): Promise<void> {
    this.#assertOpen();
    const { checkpoint } = this;
    const { sequence = checkpoint.sequence, highestFinished = checkpoint.highestFinished } =
      changes;
    const fits =
      [sequence, highestFinished].every(Number.isSafeInteger) &&
      sequence >= checkpoint.sequence &&
      sequence <= this.#lastSequence &&
      highestFinished >= checkpoint.highestFinished;
    if (!fits) throw new WalError("WAL_INVALID_ARGUMENT", "It goes back, or beyond the log.");
    const snapshot = changes.snapshot && new Uint8Array(changes.snapshot);
    if (sequence > this.#syncedSequence) await this.sync();
    await this.#moveCheckpoint({ sequence, highestFinished, snapshot });
  }

  /** Removes the segments that the checkpoint makes obsolete, oldest first (O5). */
  async clean(): Promise<string[]> {
    this.#assertOpen();
    const cleaned = this.#cleaning.then(() => this.#clean());
    this.#cleaning = cleaned.catch(() => undefined);
    return cleaned;
  }

  /** Makes everything durable, seals the last segment and closes its file. */
  async close(): Promise<void> {
    const state = this.#state;
    if (state === "closed") return;
    this.#state = "closed";
    await withFile(this.#handle, async () => {
      if (state === "open") await this.#seal();
    }).finally(() => this.#cleaning);
  }

  /** Closes the log, so that `await using` never leaks a file. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #open(): Promise<void> {
    const { policy, maxRecordSize, segmentSize } = this.#options;
    const made = this.#fs.mkdir(this.#directory).catch((error: { code?: unknown } | null) => {
      if (error?.code !== "EEXIST") throw error;
    });
    await io("create the directory", made);
    await io("sync its parent", syncDirectory(this.#fs, directoryOf(this.#directory)));
    const found = await survey(this.#fs, this.#directory, { maxRecordSize });
    assertSound(found);
    const isBorn = ({ found }: { found: string }) => found !== "unborn";
    const last = found.segments.findLast(isBorn);
    if (last) await recover(this.#path(last.name), { fs: this.#fs, policy, maxRecordSize });
    const unborn = found.segments.filter((segment) => !isBorn(segment));
    for (const name of [...found.leftovers, ...unborn.map(({ name }) => name)]) {
      await io("remove a leftover", this.#fs.unlink(this.#path(name)));
    }
    await this.#syncNames();
    this.#checkpoint = found.checkpoint;
    if (!last?.diagnosis.header) {
      const logId = crypto.getRandomValues(new Uint8Array(16));
      const place = { segmentNumber: 1, firstSequence: 1, logId };
      return this.#create({ ...place, segmentSizeLimit: segmentSize });
    }
    this.#segments = found.segments.filter(isBorn).map(({ name, diagnosis }) => {
      return { name, firstSequence: diagnosis.header?.firstSequence ?? 1 };
    });
    const { header, end, sealed, lastSequence } = last.diagnosis;
    this.#header = header;
    this.#end = this.#size = end;
    this.#isSealed = sealed;
    this.#lastSequence = this.#syncedSequence = lastSequence;
    this.#handle = await io("open the segment", this.#fs.open(this.#path(last.name), "r+"));
  }

  /** Begins a segment: durable under its name, and whole, when this resolves (O2). */
  async #create(fields: Omit<SegmentHeader, "salt">): Promise<void> {
    const header = { ...fields, salt: newSalt() };
    const name = segmentName(header.segmentNumber);
    const size = this.#options.preallocate ? header.segmentSizeLimit : SEGMENT_HEADER_SIZE;
    const contents = function* () {
      yield headerBytes(header);
      for (let left = size - SEGMENT_HEADER_SIZE; left > 0; left -= ZEROS) {
        yield new Uint8Array(Math.min(left, ZEROS));
      }
    };
    this.#handle = await publish(this.#fs, this.#path(name), contents());
    this.#header = header;
    this.#end = SEGMENT_HEADER_SIZE;
    this.#size = size;
    this.#isSealed = false;
    this.#segments.push({ name, firstSequence: header.firstSequence });
  }

  /** O3: the old segment is durable, its seal included, before the next one is written. */
  async #beginNext(): Promise<void> {
    await this.#seal();
    const [old, { segmentNumber, logId }] = [this.#handle, this.#header];
    const place = { segmentNumber: segmentNumber + 1, firstSequence: this.#lastSequence + 1 };
    await this.#create({ ...place, logId, segmentSizeLimit: this.#options.segmentSize });
    await io("close the segment", old.close());
  }

  /** Syncs first: the seal vouches for what is before it. */
  async #seal(): Promise<void> {
    if (this.#syncedSequence < this.#lastSequence) await this.#sync();
    if (this.#isSealed) return;
    const [sequence, syncedWatermark] = [this.#lastSequence + 1, this.#lastSequence];
    const stamps = { sequence, syncedWatermark, timestampMs: Date.now(), transactionId: 0 };
    const kind = { type: SEAL_TYPE, flags: LAST_OF_BATCH, key: NOTHING, value: NOTHING };
    await this.#write([encodeFrame({ ...kind, ...stamps } satisfies Frame)]);
    if (this.#size > this.#end) await io("cut off zeros", this.#handle.truncate(this.#end));
    await this.#sync();
    this.#isSealed = true;
  }

  /** A batch in bytes that have no number yet, or what is wrong with it. */
  #checked(records: readonly WalRecord[]): PromiseSettledResult<Uint8Array[]> {
    const stamps = { sequence: 1, timestampMs: Date.now(), syncedWatermark: 0 };
    try {
      const value = records.map((record, index) => {
        const flags = index === records.length - 1 ? LAST_OF_BATCH : 0;
        return encodeFrame({ ...toFrame(record, stamps), flags }, this.#options.maxRecordSize);
      });
      if (SEGMENT_HEADER_SIZE + sizeOf(value) + SEAL_SIZE > this.#options.segmentSize) {
        throw new WalError("WAL_TOO_LARGE", "The batch fits in no segment.");
      }
      return { status: "fulfilled", value };
    } catch (reason) {
      return { status: "rejected", reason };
    }
  }

  async #write(frames: readonly Uint8Array[]): Promise<void> {
    const frame = joined(frames.map((each) => stamp(each, this.#header.salt)));
    this.#isSealed = false;
    for (let done = 0; done < frame.length; ) {
      const at = this.#end + done;
      const call = this.#handle.write(frame, done, frame.length - done, at);
      const { bytesWritten } = await io("write", call);
      if (bytesWritten === 0) throw new WalError("WAL_IO", "The file took no byte.");
      done += bytesWritten;
    }
    this.#end += frame.length;
  }

  async #sync(): Promise<void> {
    const written = this.#lastSequence;
    await io("sync the segment", this.#handle.datasync());
    this.#syncedSequence = written;
  }

  #moveCheckpoint(changes: {
    sequence: number;
    highestFinished?: number;
    snapshot?: Uint8Array | undefined;
  }): Promise<void> {
    const move = async () => {
      const { checkpoint } = this;
      const { snapshot = checkpoint.snapshot, sequence, highestFinished = 0 } = changes;
      const next = {
        sequence: Math.max(sequence, checkpoint.sequence),
        highestFinished: Math.max(highestFinished, checkpoint.highestFinished),
        ...{ snapshot, logId: checkpoint.logId },
      };
      await writeCheckpoint(this.#fs, this.#directory, next);
      this.#checkpoint = next;
    };
    const moved = this.#checkpointing.then(move);
    this.#checkpointing = moved.catch(() => undefined);
    return moved;
  }

  async #clean(): Promise<string[]> {
    const { archive } = this.#options;
    const removed: string[] = [];
    for (;;) {
      const [oldest, next] = this.#segments;
      if (!oldest || !next || !(await this.#isObsolete(oldest, next.firstSequence - 1))) break;
      const path = this.#path(oldest.name);
      if (archive) await archiveSegment(this.#fs, path, `${archive}/${oldest.name}.gz`);
      await this.#syncRemoval();
      await io("remove a segment", this.#fs.unlink(path));
      this.#segments.shift();
      removed.push(oldest.name);
    }
    if (removed.length > 0) await this.#syncRemoval();
    return removed;
  }

  /** After a failed sync nobody knows which names are left: one more unlink may leave a hole. */
  async #syncRemoval(): Promise<void> {
    if (this.#doubt) throw this.#doubt;
    await this.#syncNames().catch((error: Error) => {
      this.#doubt = error;
      throw error;
    });
  }

  async #isObsolete({ name }: SegmentInfo, last: number): Promise<boolean> {
    const { sequence, highestFinished } = this.checkpoint;
    if (last <= sequence) return true;
    if (highestFinished === 0) return false;
    const handle = await io("open the segment", this.#fs.open(this.#path(name), "r"));
    const isFinished = await withFile(handle, async () => {
      let isNeeded = false;
      const check = ({ type, transactionId: id }: { type: number; transactionId: number }) => {
        isNeeded ||= type !== SEAL_TYPE && (id === 0 || id > highestFinished);
      };
      const { maxRecordSize } = this.#options;
      const header = await readHeader(handle);
      const { lastSequence } = await walk(handle, header, check, { maxRecordSize });
      return !isNeeded && lastSequence === last;
    });
    if (isFinished) await this.#moveCheckpoint({ sequence: last });
    return isFinished;
  }

  #path(name: string): string {
    return `${this.#directory}/${name}`;
  }

  #syncNames(): Promise<void> {
    return io("sync the directory", syncDirectory(this.#fs, this.#directory));
  }

  #assertOpen(): void {
    if (this.#state === "closed") throw refused("WAL_CLOSED");
    if (this.#state === "failed") throw refused("WAL_FAILED");
  }

  /** O7: whoever meets the failure fails the log. */
  async #orFail<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      if (this.#state === "open") this.#state = "failed";
      throw error;
    }
  }
}

function sizeOf(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, { length }) => sum + length, 0);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(sizeOf(parts));
  let end = 0;
  for (const part of parts) {
    bytes.set(part, end);
    end += part.length;
  }
  return bytes;
}

function refused(code: WalErrorCode): WalError {
  return new WalError(code, "The log is closed, or an earlier write or sync failed.");
}

/** How to {@link runCleaner}. */
export interface CleanerOptions {
  /** Time from the end of one cleaning to the next. */
  readonly intervalMs: number;
  /** Ends the cleaner. */
  readonly signal: AbortSignal;
}

/** Cleans a log again and again until the signal is aborted. */
export async function runCleaner(
  log: Pick<SegmentedLog, "clean">,
  { intervalMs, signal }: CleanerOptions,
): Promise<void> {
  while (!signal.aborted) {
    await new Promise<void>((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", wake);
        resolve();
      };
      const timer = setTimeout(wake, intervalMs);
      signal.addEventListener("abort", wake);
    });
    if (!signal.aborted) await log.clean();
  }
}

/** Rotates the way most programs do, and loses acknowledged records by it. */
export async function rotateSimply(
  log: LogFile,
  path: string,
  options: LogFileOptions = {},
): Promise<LogFile> {
  await log.close();
  await io("rename the log", (options.fs ?? nodeFs).rename(path, `${path}.old`));
  return LogFile.open(path, options);
}
