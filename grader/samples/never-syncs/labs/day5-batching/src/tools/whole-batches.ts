import type { FileHandle, Frame, SegmentHeader } from "@wal-labs/core";
import { type Stop, walk } from "@wal-labs/replay";
import { FileSlice } from "./file-slice.ts";

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

/** Bytes to read at once: what bounds the memory, unless one batch is larger. */
const SLICE_SIZE = 256 * 1024;

/**
 * Reads whole batches from `place` on, of the first `size` bytes of the file: as many as fit in a
 * slice, at least one if there is one. Never gives a frame of a batch that is not there completely.
 *
 * @throws a `WalError` `WAL_IO` when the file system fails.
 */
export async function readBatches(
  handle: FileHandle,
  header: SegmentHeader,
  { offset, sequence }: Place,
  size: number,
  maxRecordSize?: number,
): Promise<Batches> {
  for (let length = SLICE_SIZE; ; length *= 2) {
    const to = Math.min(offset + length, size);
    const slice = new FileSlice(handle, offset, to);
    const frames: PlacedFrame[] = [];
    const walked = await walk(
      slice,
      { ...header, firstSequence: sequence },
      (cursor, at) => {
        frames.push({ frame: cursor.frame(), offset: at + slice.shift, size: cursor.size });
      },
      { maxRecordSize },
    );
    const end = walked.end + slice.shift;
    // A slice that ends inside its first batch says nothing yet: take a longer one.
    if (end === offset && to < size) continue;
    return {
      frames: frames.filter((found) => found.offset < end),
      place: { offset: end, sequence: walked.lastSequence + 1 },
      stop: to < size ? undefined : walked.stop,
    };
  }
}
