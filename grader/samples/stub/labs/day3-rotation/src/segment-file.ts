import { io } from "@wal-labs/checksum";
import {
  type FileHandle,
  type FileSystem,
  frameSize,
  NotImplementedError,
  type SegmentHeader,
} from "@wal-labs/core";
import { segmentName } from "./segment-name.ts";

/** Bytes of the seal that ends a segment. Room for it is kept in each. */
export const SEAL_SIZE: number = frameSize(0, 0);

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
  /** Where the next frame goes. */
  #end: number;
  #isSealed: boolean = false;

  /** @param handle open to read and write, at a file of `size` bytes whose frames end at `end`. */
  constructor(handle: FileHandle, header: SegmentHeader, end: number, size: number) {
    this.header = header;
    this.name = segmentName(header.segmentNumber);
    this.#handle = handle;
    this.#end = end;
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
    throw new NotImplementedError("3.3");
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
    throw new NotImplementedError("3.5");
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
    throw new NotImplementedError("3.6");
  }

  /**
   * Writes stamped frames behind the last one, and tells whether they are durable already: with
   * `durably` they are, where one call can do both.
   *
   * @throws a `WalError` `WAL_IO` when the file system fails. Part of it may have been written.
   * @exercise 3.6
   */
  async write(frames: Uint8Array, { durably = false } = {}): Promise<boolean> {
    throw new NotImplementedError("3.6");
  }

  /**
   * Makes what was written durable.
   *
   * @throws a `WalError` `WAL_IO` when the file system fails.
   * @exercise 3.6
   */
  async sync(): Promise<void> {
    throw new NotImplementedError("3.6");
  }

  /**
   * Ends the segment behind its last record: writes the seal, cuts off preallocated zeros, syncs.
   * What came before must be synced: the seal vouches for it.
   *
   * @throws a `WalError` `WAL_IO` when the file system fails.
   * @exercise 3.6
   */
  async seal(nextSequence: number): Promise<void> {
    throw new NotImplementedError("3.6");
  }

  /** @throws a `WalError` `WAL_IO` when the file system fails. Nothing stays open. */
  async close(): Promise<void> {
    // What was written through it is synced: how closing it goes is no news.
    await this.#synced?.close().catch(() => undefined);
    await io("close the segment", this.#handle.close());
  }
}
