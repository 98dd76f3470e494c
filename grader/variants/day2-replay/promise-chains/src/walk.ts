import { io } from "@wal-labs/checksum";
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
import { repeat } from "./chain.ts";
import { FileWindow } from "./file-window.ts";
import { check } from "./frame-check.ts";

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
 * batch; what follows is a valid frame, whose sequence is not the next.
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
 * @exercise 2.2
 */
export function walk(
  handle: FileHandle,
  header: SegmentHeader,
  visit: Visit = () => undefined,
  options: WalkOptions = {},
): Promise<Walked> {
  return io("stat the log", handle.stat()).then(({ size }) => {
    const walker = new Walker(handle, header, visit, options, size);
    return repeat(() => walker.step()).then(() => walker.walked);
  });
}

/** Goes as far as its bytes reach in one step, and asks for more in the next. */
class Walker {
  readonly #window: FileWindow;
  readonly #salt: number;
  readonly #visit: Visit;
  readonly #maxRecordSize: number | undefined;
  readonly #fileSize: number;
  #offset = SEGMENT_HEADER_SIZE;
  #next: number;
  #needed = FRAME_HEADER_SIZE;
  walked: Walked;

  constructor(
    handle: FileHandle,
    header: SegmentHeader,
    visit: Visit,
    { chunkSize, maxRecordSize }: WalkOptions,
    fileSize: number,
  ) {
    this.#window = new FileWindow(handle, chunkSize);
    this.#salt = header.salt;
    this.#visit = visit;
    this.#maxRecordSize = maxRecordSize;
    this.#fileSize = fileSize;
    this.#next = header.firstSequence;
    const nothing = { end: this.#offset, lastSequence: this.#next - 1, sealed: false };
    this.walked = { ...nothing, stop: "end" };
  }

  step(): Promise<boolean> {
    if (this.#offset >= this.#fileSize) {
      if (this.walked.end < this.#offset) this.#stop("invalid", "the file ends inside a batch");
      return Promise.resolve(false);
    }
    if (this.#offset + this.#needed > this.#fileSize) {
      return Promise.resolve(this.#stop("invalid", "the file ends inside the frame"));
    }
    return this.#window.at(this.#offset, this.#needed).then((bytes) => {
      if (bytes.length < this.#needed) {
        return this.#stop("invalid", "the file ends inside the frame");
      }
      return this.#through(bytes, new FrameCursor(viewOf(bytes), this.#maxRecordSize), 0);
    });
  }

  #through(bytes: Uint8Array, cursor: FrameCursor, from: number): boolean | Promise<boolean> {
    for (let place = from; place < bytes.length; ) {
      const found = check(cursor, bytes, place, this.#salt, this.#next);
      if (typeof found === "number") {
        this.#needed = found;
        return true;
      }
      if (found) return this.#stop("invalid", found);
      const { sequence } = cursor;
      if (sequence !== this.#next) {
        return this.#stop("misplaced", `sequence ${sequence} stands in its place`);
      }
      const behind = place + cursor.size;
      const visited = this.#visit(cursor, this.#offset);
      this.#pass(cursor);
      if (visited) return visited.then(() => this.#through(bytes, cursor, behind));
      place = behind;
    }
    return true;
  }

  #pass({ type, flags, size, sequence }: FrameCursor): void {
    const sealed = type === SEAL_TYPE;
    this.#offset += size;
    this.#needed = FRAME_HEADER_SIZE;
    if (!sealed) this.#next = sequence + 1;
    if ((flags & LAST_OF_BATCH) === 0) return;
    this.walked = { end: this.#offset, lastSequence: this.#next - 1, sealed, stop: "end" };
  }

  #stop(stop: Stop, what: Error | string): false {
    const flaw = typeof what === "string" ? new Error(what) : what;
    this.walked = { ...this.walked, stop, flaw };
    return false;
  }
}
