import {
  type FileHandle,
  type Frame,
  NotImplementedError,
  type SegmentHeader,
} from "@wal-labs/core";
import type { Stop } from "@wal-labs/replay";

/** How far a segment has been read. */
export interface Place {
  /** Where the next batch starts, in bytes from the start of the file. */
  readonly offset: number;
  /** The sequence that its first record must have. */
  readonly sequence: number;
}

/** A frame, and where it lies. */
export interface PlacedFrame {
  readonly frame: Frame;
  readonly offset: number;
  readonly size: number;
}

/** Some whole batches. */
export interface Batches {
  readonly frames: readonly PlacedFrame[];
  /** Where to go on. */
  readonly place: Place;
  /** Why nothing more can be read up to the size given; absent while there may be more. */
  readonly stop?: Stop | undefined;
}

/**
 * Reads whole batches from `place` on, of the first `size` bytes of the file: as many as fit in a
 * slice, at least one if there is one. Never gives a frame of a batch that is not there completely.
 *
 * @throws a `WalError` `WAL_IO` when the file system fails.
 * @exercise 5.6
 */
export async function readBatches(
  handle: FileHandle,
  header: SegmentHeader,
  { offset, sequence }: Place,
  size: number,
  maxRecordSize?: number,
): Promise<Batches> {
  throw new NotImplementedError("5.6");
}
