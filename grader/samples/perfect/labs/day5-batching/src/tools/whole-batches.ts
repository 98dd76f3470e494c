import type { FileHandle, Frame, SegmentHeader } from "@wal-labs/core";
import { type Stop, walk } from "@wal-labs/replay";
import { FileSlice } from "./file-slice.ts";

const SLICE_SIZE = 256 * 1024;

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
  for (let sliceSize = SLICE_SIZE; ; sliceSize *= 2) {
    const to = Math.min(size, offset + sliceSize);
    const slice = new FileSlice(handle, offset, to);
    const frames: PlacedFrame[] = [];
    const { end, lastSequence, stop } = await walk(
      slice,
      { ...header, firstSequence: sequence },
      (cursor, at) => {
        frames.push({ frame: cursor.frame(), offset: at + slice.shift, size: cursor.size });
      },
      { maxRecordSize },
    );
    const place = { offset: end + slice.shift, sequence: lastSequence + 1 };
    const whole = frames.filter((frame) => frame.offset < place.offset);
    if (to === size) return { frames: whole, place, stop };
    // What is cut off by the slice looks torn, and is only not read yet.
    if (whole.length > 0) return { frames: whole, place };
  }
}
