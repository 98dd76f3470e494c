import {
  type FileHandle,
  type Frame,
  NotImplementedError,
  type SegmentHeader,
} from "@wal-labs/core";
import type { WalkOptions } from "./walk.ts";

/** A frame that verifies, and where it lies. Its bytes are never overwritten. */
export interface FoundFrame {
  readonly frame: Frame;
  readonly offset: number;
  readonly size: number;
}

/**
 * Every frame that verifies at or behind `from`, in the order of the file, wherever it may start:
 * how to go on where a walk cannot. What its payload holds is not searched, so that a frame which
 * somebody logged is no frame of this log.
 *
 * @param from a multiple of 8.
 * @throws a `WalError` `WAL_IO` when the file system fails.
 * @exercise 2.3
 */
export async function* findFrames(
  handle: FileHandle,
  from: number,
  { salt }: SegmentHeader,
  { maxRecordSize, chunkSize }: WalkOptions = {},
): AsyncGenerator<FoundFrame> {
  throw new NotImplementedError("2.3");
}
