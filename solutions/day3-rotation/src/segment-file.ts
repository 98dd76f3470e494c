import { io, stamp } from "@wal-labs/checksum";
import {
  encodeFrame,
  encodeSegmentHeader,
  type FileHandle,
  type FileSystem,
  frameSize,
  LAST_OF_BATCH,
  SEAL_TYPE,
  SEGMENT_CRC_OFFSET,
  SEGMENT_HEADER_SIZE,
  type SegmentHeader,
  SYNCED_WRITES,
} from "@wal-labs/core";
import { publish } from "./published-file.ts";
import { segmentName } from "./segment-name.ts";
import { writeAt } from "./write-at.ts";

/** Bytes of the seal that ends a segment. Room for it is kept in each. */
export const SEAL_SIZE: number = frameSize(0, 0);

const ZEROS = new Uint8Array(64 * 1024);

/** How a segment is made ready to be written. */
export interface SegmentFileOptions {
  /** Whether it is filled with zeros up to its size limit. */
  readonly preallocate: boolean;
  /** Whether it is opened a second time, for writes that are durable when they resolve. */
  readonly durableWrites: boolean;
  /** Its file, already filled with zeros. */
  readonly prepared?: FileHandle | undefined;
}

/** The segment that a log appends to. Makes nothing durable but by {@link sync}. */
export class SegmentFile {
  readonly header: SegmentHeader;
  /** Of its file, in the log's directory. */
  readonly name: string;
  readonly #handle: FileHandle;
  /** The same file, through which each write is synced; absent where that is not wanted, or not had. */
  #synced: FileHandle | undefined;
  /** Whether something was written that no sync covers. */
  #isDirty: boolean = false;
  /** Where the next frame goes. */
  #end: number;
  #isSealed: boolean = false;
  /** Bytes in the file: more than `#end` while there are preallocated zeros. */
  #size: number;

  /** @param handle open to read and write, at a file of `size` bytes whose frames end at `end`. */
  constructor(handle: FileHandle, header: SegmentHeader, end: number, size: number) {
    this.header = header;
    this.name = segmentName(header.segmentNumber);
    this.#handle = handle;
    this.#end = end;
    this.#size = size;
  }

  /**
   * Begins a new segment with a salt of its own. When this resolves, it is durable under its name, and
   * no crash finds it there without its header (O2, O4).
   *
   * @throws a `WalError` `WAL_IO` when the file system fails.
   * @exercise 3.3
   */
  static async create(
    fs: FileSystem,
    directory: string,
    fields: Omit<SegmentHeader, "salt">,
    { preallocate, durableWrites, prepared }: SegmentFileOptions,
  ): Promise<SegmentFile> {
    const [salt = 0] = crypto.getRandomValues(new Uint32Array(1));
    const header = { ...fields, salt };
    const bytes = encodeSegmentHeader(header);
    stamp(bytes.subarray(SEGMENT_CRC_OFFSET), 0);
    const size = preallocate ? header.segmentSizeLimit : bytes.length;
    const path = `${directory}/${segmentName(header.segmentNumber)}`;
    const contents = prepared ? [bytes] : filledUp(bytes, size);
    const handle = await publish(fs, path, contents, prepared);
    const segment = new SegmentFile(handle, header, bytes.length, size);
    if (durableWrites) await segment.#openSynced(fs, path);
    return segment;
  }

  /**
   * Goes on with a segment that is whole up to `end` and has nothing behind it.
   *
   * @throws a `WalError` `WAL_IO` when the file system fails.
   * @exercise 3.5
   */
  static async resume(
    fs: FileSystem,
    path: string,
    { header, end, sealed }: { header: SegmentHeader; end: number; sealed: boolean },
    { durableWrites }: Pick<SegmentFileOptions, "durableWrites">,
  ): Promise<SegmentFile> {
    const handle = await io("open the segment", fs.open(path, "r+"));
    const segment = new SegmentFile(handle, header, end, end);
    segment.#isSealed = sealed;
    if (durableWrites) await segment.#openSynced(fs, path);
    return segment;
  }

  /** Where the next frame goes, in bytes from the start of the file. */
  get end(): number {
    return this.#end;
  }

  /** Whether its last frame is a seal. */
  get isSealed(): boolean {
    return this.#isSealed;
  }

  /**
   * Whether a frame of `size` bytes fits, with a seal behind it.
   *
   * @exercise 3.6
   */
  hasRoomFor(size: number): boolean {
    const { segmentSizeLimit } = this.header;
    return segmentSizeLimit === 0 || this.#end + size + SEAL_SIZE <= segmentSizeLimit;
  }

  /**
   * Writes stamped frames behind the last one, and tells whether they are durable already: with
   * `durably` they are, where one call can do both.
   *
   * @throws a `WalError` `WAL_IO` when the file system fails. Part of it may have been written.
   * @exercise 3.6
   */
  async write(frames: Uint8Array, { durably = false } = {}): Promise<boolean> {
    this.#isSealed = false;
    // A synced write covers itself alone: what lies before it would stay behind.
    const synced = durably && !this.#isDirty ? this.#synced : undefined;
    this.#isDirty ||= !synced;
    await io("append", writeAt(synced ?? this.#handle, frames, this.#end));
    this.#end += frames.length;
    this.#size = Math.max(this.#size, this.#end);
    return synced !== undefined;
  }

  /**
   * Makes what was written durable.
   *
   * @throws a `WalError` `WAL_IO` when the file system fails.
   * @exercise 3.6
   */
  async sync(): Promise<void> {
    await io("sync the log", this.#handle.datasync());
    this.#isDirty = false;
  }

  /**
   * Ends the segment behind its last record: writes the seal, cuts off preallocated zeros, syncs.
   * What came before must be synced: the seal vouches for it.
   *
   * @throws a `WalError` `WAL_IO` when the file system fails.
   * @exercise 3.6
   */
  async seal(nextSequence: number): Promise<void> {
    const nothing = new Uint8Array(0);
    const seal = {
      ...{ type: SEAL_TYPE, flags: LAST_OF_BATCH, transactionId: 0, key: nothing, value: nothing },
      ...{ sequence: nextSequence, timestampMs: Date.now(), syncedWatermark: nextSequence - 1 },
    };
    await this.write(stamp(encodeFrame(seal), this.header.salt));
    if (this.#size > this.#end) await io("cut off zeros", this.#handle.truncate(this.#end));
    await this.sync();
    this.#isSealed = true;
  }

  /** @throws a `WalError` `WAL_IO` when the file system fails. Nothing stays open. */
  async close(): Promise<void> {
    // What was written through it is synced: how closing it goes is no news.
    await this.#synced?.close().catch(() => undefined);
    await io("close the segment", this.#handle.close());
  }

  async #openSynced(fs: FileSystem, path: string): Promise<void> {
    if (!SYNCED_WRITES) return;
    try {
      this.#synced = await io("open the segment", fs.open(path, "rs+"));
    } catch (error) {
      await this.#handle.close().catch(() => undefined);
      throw error;
    }
  }
}

/** The header, and zeros behind it until there are `size` bytes. */
function* filledUp(header: Uint8Array, size: number): Generator<Uint8Array> {
  yield header;
  for (let left = size - SEGMENT_HEADER_SIZE; left > 0; left -= ZEROS.length) {
    yield ZEROS.subarray(0, Math.min(left, ZEROS.length));
  }
}
