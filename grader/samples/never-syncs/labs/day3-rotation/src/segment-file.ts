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
} from "@wal-labs/core";
import { publish } from "./published-file.ts";
import { segmentName } from "./segment-name.ts";

/** Bytes of the seal that ends a segment. Room for it is kept in each. */
export const SEAL_SIZE: number = frameSize(0, 0);

const ZEROS = new Uint8Array(64 * 1024);

/** The segment that a log appends to. Makes nothing durable but by {@link sync}. */
export class SegmentFile {
  readonly header: SegmentHeader;
  readonly #handle: FileHandle;
  /** Where the next frame goes. */
  #end: number;
  #isSealed: boolean = false;
  /** Bytes in the file: more than `#end` while there are preallocated zeros. */
  #size: number;

  /** @param handle open to read and write, at a file of `size` bytes whose frames end at `end`. */
  constructor(handle: FileHandle, header: SegmentHeader, end: number, size: number) {
    this.header = header;
    this.#handle = handle;
    this.#end = end;
    this.#size = size;
  }

  /**
   * Begins a new segment with a salt of its own. When this resolves, it is durable under its name, and
   * no crash finds it there without its header (O2, O4).
   *
   * @param preallocate whether to fill it with zeros up to its size limit.
   * @throws a `WalError` `WAL_IO` when the file system fails.
   */
  static async create(
    fs: FileSystem,
    directory: string,
    fields: Omit<SegmentHeader, "salt">,
    preallocate: boolean,
  ): Promise<SegmentFile> {
    const [salt = 0] = crypto.getRandomValues(new Uint32Array(1));
    const header = { ...fields, salt };
    const bytes = encodeSegmentHeader(header);
    stamp(bytes.subarray(SEGMENT_CRC_OFFSET), 0);
    const size = preallocate ? header.segmentSizeLimit : bytes.length;
    const path = `${directory}/${segmentName(header.segmentNumber)}`;
    const handle = await publish(fs, path, filledUp(bytes, size));
    return new SegmentFile(handle, header, bytes.length, size);
  }

  /**
   * Goes on with a segment that is whole up to `end` and has nothing behind it.
   *
   * @throws a `WalError` `WAL_IO` when the file system fails.
   */
  static async resume(
    fs: FileSystem,
    path: string,
    { header, end, sealed }: { header: SegmentHeader; end: number; sealed: boolean },
  ): Promise<SegmentFile> {
    const handle = await io("open the segment", fs.open(path, "r+"));
    const segment = new SegmentFile(handle, header, end, end);
    segment.#isSealed = sealed;
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
   */
  hasRoomFor(size: number): boolean {
    const { segmentSizeLimit } = this.header;
    return segmentSizeLimit === 0 || this.#end + size + SEAL_SIZE <= segmentSizeLimit;
  }

  /**
   * Writes stamped frames behind the last one.
   *
   * @throws a `WalError` `WAL_IO` when the file system fails. Part of it may have been written.
   */
  async write(frames: Uint8Array): Promise<void> {
    this.#isSealed = false;
    await io("append", writeAt(this.#handle, frames, this.#end));
    this.#end += frames.length;
    this.#size = Math.max(this.#size, this.#end);
  }

  /**
   * Makes what was written durable.
   *
   * @throws a `WalError` `WAL_IO` when the file system fails.
   */
  async sync(): Promise<void> {
    // The kernel writes it back soon enough.
  }

  /**
   * Ends the segment behind its last record: writes the seal, cuts off preallocated zeros, syncs.
   * What came before must be synced: the seal vouches for it.
   *
   * @throws a `WalError` `WAL_IO` when the file system fails.
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

  /** @throws a `WalError` `WAL_IO` when the file system fails. */
  async close(): Promise<void> {
    await io("close the segment", this.#handle.close());
  }
}

/** The header, and zeros behind it until there are `size` bytes. */
function* filledUp(header: Uint8Array, size: number): Generator<Uint8Array> {
  yield header;
  for (let left = size - SEGMENT_HEADER_SIZE; left > 0; left -= ZEROS.length) {
    yield ZEROS.subarray(0, Math.min(left, ZEROS.length));
  }
}

async function writeAt(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    const left = bytes.length - written;
    const { bytesWritten } = await handle.write(bytes, written, left, position + written);
    if (bytesWritten === 0) throw new Error("The file system took no byte and gave no error.");
    written += bytesWritten;
  }
}
