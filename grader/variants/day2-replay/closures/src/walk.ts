import { io } from "@wal-labs/checksum";
import {
  type FileHandle,
  FrameCursor,
  LAST_OF_BATCH,
  SEAL_TYPE,
  SEGMENT_HEADER_SIZE,
  type SegmentHeader,
  viewOf,
} from "@wal-labs/core";
import { frameReader } from "./frames.ts";
import { readerOf } from "./reader.ts";

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
export async function walk(
  handle: FileHandle,
  header: SegmentHeader,
  visit: Visit = () => undefined,
  { maxRecordSize, chunkSize }: WalkOptions = {},
): Promise<Walked> {
  const { size } = await io("stat the log", handle.stat());
  const frameAt = frameReader(readerOf(handle, chunkSize), size, header.salt, maxRecordSize);
  let offset = SEGMENT_HEADER_SIZE;
  let last = header.firstSequence - 1;
  let whole = { end: offset, lastSequence: last, sealed: false };
  while (offset < size) {
    const found = await frameAt(offset, last + 1);
    if (found instanceof Error) return { ...whole, stop: "invalid", flaw: found };
    const { type, flags, sequence } = found.frame;
    if (sequence !== last + 1) {
      const flaw = new Error(`record ${sequence} stands where record ${last + 1} belongs`);
      return { ...whole, stop: "misplaced", flaw };
    }
    const visited = visit(cursorOn(found.bytes, maxRecordSize), offset);
    if (visited) await visited;
    offset += found.size;
    if (type !== SEAL_TYPE) last = sequence;
    if ((flags & LAST_OF_BATCH) !== 0) {
      whole = { end: offset, lastSequence: last, sealed: type === SEAL_TYPE };
    }
  }
  if (whole.end === offset) return { ...whole, stop: "end" };
  return { ...whole, stop: "invalid", flaw: new Error("the file ends inside a batch") };
}

function cursorOn(bytes: Uint8Array, maxRecordSize?: number): FrameCursor {
  const cursor = new FrameCursor(viewOf(bytes), maxRecordSize);
  cursor.moveTo(0);
  return cursor;
}
