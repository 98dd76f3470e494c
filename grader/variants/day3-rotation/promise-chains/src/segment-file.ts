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
import { closing, publish } from "./published-file.ts";
import { segmentName } from "./segment-name.ts";

/** Bytes of the seal that ends a segment. Room for it is kept in each. */
export const SEAL_SIZE: number = frameSize(0, 0);

export function newSalt(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
}

export function stampedHeader(header: SegmentHeader): Uint8Array {
  const bytes = encodeSegmentHeader(header);
  stamp(bytes.subarray(SEGMENT_CRC_OFFSET), 0);
  return bytes;
}

/** The segment that a log appends to. Makes nothing durable but by {@link sync} and {@link seal}. */
export class SegmentFile {
  readonly header: SegmentHeader;
  readonly #handle: FileHandle;
  #end: number;
  #size: number;
  #isSealed: boolean;

  constructor(
    handle: FileHandle,
    header: SegmentHeader,
    end: number,
    size: number,
    isSealed = false,
  ) {
    this.header = header;
    this.#handle = handle;
    this.#end = end;
    this.#size = size;
    this.#isSealed = isSealed;
  }

  /** Begins a new segment, durable under its name, and then makes room in place. */
  static async create(
    fs: FileSystem,
    directory: string,
    fields: Omit<SegmentHeader, "salt">,
    preallocate: boolean | "ahead",
  ): Promise<SegmentFile> {
    const header: SegmentHeader = { ...fields, salt: newSalt() };
    const path = `${directory}/${segmentName(header.segmentNumber)}`;
    const handle = await publish(fs, path, [stampedHeader(header)]);
    const size = preallocate ? header.segmentSizeLimit : SEGMENT_HEADER_SIZE;
    if (size > SEGMENT_HEADER_SIZE) {
      // Zeros mean nothing, so it does not matter which of them a crash leaves.
      const extended = handle.truncate(size).then(() => handle.datasync());
      await io("preallocate", extended).catch(closing(handle));
    }
    return new SegmentFile(handle, header, SEGMENT_HEADER_SIZE, size);
  }

  /** Goes on with a segment that is whole up to `end` and has nothing behind it. */
  static async resume(
    fs: FileSystem,
    path: string,
    { header, end, sealed }: { header: SegmentHeader; end: number; sealed: boolean },
  ): Promise<SegmentFile> {
    const opening = fs.open(path, "r+");
    return io("open the last segment", opening).then(
      (handle) => new SegmentFile(handle, header, end, end, sealed),
    );
  }

  get end(): number {
    return this.#end;
  }

  get isSealed(): boolean {
    return this.#isSealed;
  }

  /** Bytes of frames that fit, with a seal behind them. A limit of 0 is none. */
  get room(): number {
    const limit = this.header.segmentSizeLimit || Number.POSITIVE_INFINITY;
    return limit - this.#end - SEAL_SIZE;
  }

  /** Whether a frame of `size` bytes fits, with a seal behind it. */
  hasRoomFor(size: number): boolean {
    return size <= this.room;
  }

  /** Stamps a frame, in place, and writes it behind the last one. */
  write(frame: Uint8Array): Promise<void> {
    return this.writeStamped(stamp(frame, this.header.salt));
  }

  /** Writes frames that are stamped behind the last one. */
  async writeStamped(frames: Uint8Array): Promise<void> {
    this.#isSealed = false;
    await io("write frames", this.#writeAtEnd(frames));
    this.#end += frames.length;
    this.#size = Math.max(this.#size, this.#end);
  }

  async sync(): Promise<void> {
    await io("sync the segment", this.#handle.datasync());
  }

  /** Writes the seal, cuts off preallocated zeros, syncs. */
  async seal(nextSequence: number): Promise<void> {
    const [key, value] = [new Uint8Array(0), new Uint8Array(0)];
    const numbers = { sequence: nextSequence, syncedWatermark: nextSequence - 1, transactionId: 0 };
    const kind = { type: SEAL_TYPE, flags: LAST_OF_BATCH, timestampMs: Date.now() };
    await this.write(encodeFrame({ ...kind, ...numbers, key, value }));
    if (this.#size > this.#end) {
      await io("cut off the zeros", this.#handle.truncate(this.#end));
      this.#size = this.#end;
    }
    await this.sync();
    this.#isSealed = true;
  }

  async close(): Promise<void> {
    await io("close the segment", this.#handle.close());
  }

  async #writeAtEnd(bytes: Uint8Array, from = 0): Promise<void> {
    const left = bytes.length - from;
    if (left === 0) return;
    const { bytesWritten } = await this.#handle.write(bytes, from, left, this.#end + from);
    if (bytesWritten === 0) throw new Error("Nothing was written, and no error given.");
    return this.#writeAtEnd(bytes, from + bytesWritten);
  }
}
