import { ChecksumMismatchError, io, readFully, verify } from "@wal-labs/checksum";
import {
  type FileHandle,
  FRAME_HEADER_SIZE,
  type Frame,
  FrameCursor,
  LAST_OF_BATCH,
  SEAL_TYPE,
  SEGMENT_HEADER_SIZE,
  type SegmentHeader,
  viewOf,
} from "@wal-labs/core";

const DEFAULT_CHUNK_SIZE = 1024 * 1024;

/** How to read frames. */
export interface WalkOptions {
  /** Key and value of one record together, in bytes; a larger frame is invalid. */
  readonly maxRecordSize?: number | undefined;
  /** Bytes to read at a time. */
  readonly chunkSize?: number | undefined;
}

/** What to do with each valid frame. The cursor stands on it during the call only. */
export type Visit = (frame: FrameCursor, offset: number) => void | Promise<void>;

/** The file ends where a batch ends; no valid frame or part of a batch; another sequence. */
export type Stop = "end" | "invalid" | "misplaced";

/** How far a walk came. */
export interface Walked {
  readonly end: number;
  readonly lastSequence: number;
  readonly sealed: boolean;
  readonly stop: Stop;
  readonly flaw?: Error | undefined;
}

/** A frame that verifies, and where it lies. Its bytes are never overwritten. */
export interface FoundFrame {
  readonly frame: Frame;
  readonly offset: number;
  readonly size: number;
}

/** A file of known size, a chunk of it in memory at a time. */
class Frames {
  readonly #handle: FileHandle;
  readonly #options: WalkOptions;
  readonly size: number;
  #start = 0;
  #bytes: Uint8Array = new Uint8Array(0);
  #cursor: FrameCursor;

  constructor(handle: FileHandle, size: number, options: WalkOptions) {
    this.#handle = handle;
    this.size = size;
    this.#options = options;
    this.#cursor = new FrameCursor(viewOf(this.#bytes));
  }

  static async of(handle: FileHandle, options: WalkOptions): Promise<Frames> {
    return new Frames(handle, (await io("stat the log", handle.stat())).size, options);
  }

  /** Whether any byte from here on is not zero. */
  async anythingFrom(offset: number): Promise<boolean> {
    for (let at = offset; at < this.size; at = this.#start + this.#bytes.length) {
      if (!(await this.#load(at, 1))) return false;
      if (this.#bytes.subarray(at - this.#start).some((byte) => byte !== 0)) return true;
    }
    return false;
  }

  /** Rules out, without waiting, what cannot be a frame: gives the first place that might. */
  skip(offset: number): number {
    let at = offset;
    const end = this.#start + this.#bytes.length - FRAME_HEADER_SIZE;
    if (at < this.#start) return at;
    for (; at <= end; at += 8) {
      const found = this.#cursor.moveTo(at - this.#start);
      if (found === "frame" || found === "incomplete") break;
    }
    return at;
  }

  /** The frame that verifies at `offset`, or what is wrong with it. */
  async at(offset: number, salt: number, sequence = 0): Promise<FrameCursor | Error> {
    let found: ReturnType<FrameCursor["moveTo"]> = "incomplete";
    for (let needed = FRAME_HEADER_SIZE; ; needed = this.#cursor.size) {
      if (offset + needed > this.size || !(await this.#load(offset, needed))) {
        return new Error("the file ends inside the frame");
      }
      found = this.#cursor.moveTo(offset - this.#start);
      if (found !== "incomplete") break;
    }
    if (found !== "frame") return new Error(found);
    const place = offset - this.#start;
    const check = verify(this.#bytes.subarray(place, place + this.#cursor.size), salt);
    return check.kind === "match"
      ? this.#cursor
      : new ChecksumMismatchError(sequence, check.expected, check.actual);
  }

  async #load(offset: number, size: number): Promise<boolean> {
    const has = () => offset >= this.#start && offset + size <= this.#start + this.#bytes.length;
    if (has()) return true;
    const { chunkSize = DEFAULT_CHUNK_SIZE, maxRecordSize } = this.#options;
    const wanted = Math.max(size, chunkSize);
    this.#bytes = await io("read the log", readFully(this.#handle, offset, wanted));
    this.#start = offset;
    this.#cursor = new FrameCursor(viewOf(this.#bytes), maxRecordSize);
    return has();
  }
}

/**
 * Walks from frame to frame, from the segment header to the first thing that is no valid frame in
 * sequence, and calls `visit` for each, in order; waits for it only when it gives a promise.
 *
 * @throws a `WalError` `WAL_IO` when the file system fails; what `visit` throws.
 */
export async function walk(
  handle: FileHandle,
  { firstSequence, salt }: SegmentHeader,
  visit: Visit = () => undefined,
  options: WalkOptions = {},
): Promise<Walked> {
  const frames = await Frames.of(handle, options);
  let [offset, next] = [SEGMENT_HEADER_SIZE, firstSequence];
  let whole = { end: offset, lastSequence: next - 1, sealed: false };
  while (offset < frames.size) {
    const frame = await frames.at(offset, salt, next);
    if (frame instanceof Error) return { ...whole, stop: "invalid", flaw: frame };
    if (frame.sequence !== next) {
      const flaw = new Error(`${frame.sequence} stands where ${next} belongs`);
      return { ...whole, stop: offset === whole.end ? "misplaced" : "invalid", flaw };
    }
    const visited = visit(frame, offset);
    if (visited) await visited;
    const sealed = frame.type === SEAL_TYPE;
    offset += frame.size;
    if (!sealed) next += 1;
    if (frame.flags & LAST_OF_BATCH) whole = { end: offset, lastSequence: next - 1, sealed };
  }
  if (offset === whole.end) return { ...whole, stop: "end" };
  return { ...whole, stop: "invalid", flaw: new Error("the file ends inside a batch") };
}

/**
 * Every frame that verifies at or behind `from`, wherever it may start, but not in another's value.
 *
 * @throws a `WalError` `WAL_IO` when the file system fails.
 */
export async function* findFrames(
  handle: FileHandle,
  from: number,
  { salt }: SegmentHeader,
  options: WalkOptions = {},
): AsyncGenerator<FoundFrame> {
  const frames = await Frames.of(handle, options);
  for (let offset = from; offset + FRAME_HEADER_SIZE <= frames.size; ) {
    const found = await frames.at(offset, salt);
    if (found instanceof Error) {
      offset = frames.skip(offset + 8);
      continue;
    }
    const { size } = found;
    yield { frame: found.frame(), offset, size };
    offset += size;
  }
}

/** Whether a file holds anything but zeros from here on. */
export async function anythingFrom(
  handle: FileHandle,
  offset: number,
  options: WalkOptions,
): Promise<boolean> {
  return (await Frames.of(handle, options)).anythingFrom(offset);
}
