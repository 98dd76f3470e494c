import { ChecksumMismatchError, crc32 } from "@wal-labs/checksum";
import {
  type FileHandle,
  FRAME_HEADER_SIZE,
  FrameCursor,
  LAST_OF_BATCH,
  SEAL_TYPE,
  SEGMENT_HEADER_SIZE,
  type SegmentHeader,
  viewOf,
} from "@wal-labs/core";
import { FileWindow } from "./file-window.ts";

const CRC_SIZE = 4;

/** How to read frames. */
export interface WalkOptions {
  /** Key and value of one record together, in bytes; a larger frame is invalid. */
  readonly maxRecordSize?: number | undefined;
  /** Bytes to read at a time. */
  readonly chunkSize?: number | undefined;
}

/**
 * What to do with each valid frame. The cursor stands on it during the call only; `offset` is the
 * frame's, in bytes from the start of the file.
 */
export type Visit = (frame: FrameCursor, offset: number) => void | Promise<void>;

/**
 * Why a walk ended: the file ends where a batch ends; what follows is no valid frame, or part of a
 * batch; what follows the last valid frame is another, whose sequence is not the next.
 */
export type Stop = "end" | "invalid" | "misplaced";

/** How far a walk came. */
export interface Walked {
  /** Where the last whole batch ends, in bytes from the start of the file. */
  readonly end: number;
  /** The sequence of the last record of that batch; below the segment's first for none. */
  readonly lastSequence: number;
  /** True when the frame before {@link end} is a seal. */
  readonly sealed: boolean;
  readonly stop: Stop;
  /** What is wrong behind {@link end}; absent at the end of the file. */
  readonly flaw?: Error | undefined;
}

/**
 * Walks from frame to frame, from the segment header to the first thing that is no valid frame in
 * sequence, and calls `visit` for each, in order; waits for it only when it gives a promise. Reads
 * in chunks, so that its memory does not grow with the file.
 *
 * @throws a `WalError` `WAL_IO` when the file system fails; what `visit` throws.
 */
export async function walk(
  handle: FileHandle,
  header: SegmentHeader,
  visit: Visit = () => undefined,
  options: WalkOptions = {},
): Promise<Walked> {
  const window = await FileWindow.open(handle, options.chunkSize);
  return new Walk(window, header, visit, options.maxRecordSize).run();
}

/** One walk. `#offset` and `#next` run ahead, frame by frame; `#end` follows, batch by batch. */
class Walk {
  readonly #window: FileWindow;
  readonly #salt: number;
  readonly #visit: Visit;
  readonly #maxRecordSize: number | undefined;
  #offset = SEGMENT_HEADER_SIZE;
  /** The sequence that the frame at `#offset` must have. */
  #next: number;
  /** The type of the frame before `#end`; 0 for none. */
  #endType = 0;
  #end = SEGMENT_HEADER_SIZE;
  #lastSequence: number;

  constructor(window: FileWindow, header: SegmentHeader, visit: Visit, maxRecordSize?: number) {
    this.#window = window;
    this.#salt = header.salt;
    this.#visit = visit;
    this.#maxRecordSize = maxRecordSize;
    this.#next = header.firstSequence;
    this.#lastSequence = header.firstSequence - 1;
  }

  async run(): Promise<Walked> {
    let needed = FRAME_HEADER_SIZE;
    for (;;) {
      const bytes = await this.#window.at(this.#offset, needed);
      if (bytes.length < needed) return this.#atEndOfFile(bytes.length);
      const cursor = new FrameCursor(viewOf(bytes), this.#maxRecordSize);
      const stopped = await this.#walkChunk(cursor, bytes);
      if (stopped) return stopped;
      needed = cursor.size;
    }
  }

  /** Goes on until the chunk ends inside a frame, or says why it cannot. */
  async #walkChunk(cursor: FrameCursor, bytes: Uint8Array): Promise<Walked | undefined> {
    const start = this.#offset;
    for (;;) {
      const found = cursor.moveTo(this.#offset - start);
      if (found === "incomplete") return undefined;
      if (found !== "frame") return this.#stop("invalid", new Error(found));
      const covered = bytes.subarray(cursor.offset + CRC_SIZE, cursor.offset + cursor.size);
      const crc = crc32(covered, this.#salt);
      if (crc !== cursor.crc) {
        return this.#stop("invalid", new ChecksumMismatchError(this.#next, cursor.crc, crc));
      }
      if (cursor.sequence !== this.#next) return this.#misplaced(cursor.sequence);
      const visited = this.#visit(cursor, this.#offset);
      // An `await` for each frame would cost more than reading it.
      if (visited) await visited;
      this.#advance(cursor);
    }
  }

  #advance(frame: FrameCursor): void {
    if (frame.type !== SEAL_TYPE) this.#next += 1;
    this.#offset += frame.size;
    if ((frame.flags & LAST_OF_BATCH) === 0) return;
    this.#end = this.#offset;
    this.#endType = frame.type;
    this.#lastSequence = this.#next - 1;
  }

  #atEndOfFile(left: number): Walked {
    if (left > 0) return this.#stop("invalid", new Error("the file ends inside the frame"));
    if (this.#end === this.#offset) return this.#stop("end");
    return this.#stop("invalid", new Error("the file ends inside the batch"));
  }

  #misplaced(sequence: number): Walked {
    const message = `sequence ${sequence} stands in its place`;
    return this.#stop("misplaced", new Error(message));
  }

  #stop(stop: Stop, flaw?: Error): Walked {
    const sealed = this.#endType === SEAL_TYPE;
    return { end: this.#end, lastSequence: this.#lastSequence, sealed, stop, flaw };
  }
}
