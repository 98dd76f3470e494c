import {
  type FileHandle,
  FrameCursor,
  NotImplementedError,
  type SegmentHeader,
} from "@wal-labs/core";

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
 * @exercise 2.2
 */
export async function walk(
  handle: FileHandle,
  header: SegmentHeader,
  visit: Visit = () => undefined,
  options: WalkOptions = {},
): Promise<Walked> {
  throw new NotImplementedError("2.2");
}
