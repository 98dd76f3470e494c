import {
  type FileHandle,
  type Frame,
  LAST_OF_BATCH,
  SEAL_TYPE,
  type SegmentHeader,
} from "@wal-labs/core";
import { type Stop, type Visit, walk } from "@wal-labs/replay";
import { FileSlice } from "./file-slice.ts";

/** Bytes after which a walk is broken off, at the end of a batch. */
const ENOUGH = 192 * 1024;

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
export function readBatches(
  handle: FileHandle,
  header: SegmentHeader,
  { offset, sequence }: Place,
  size: number,
  maxRecordSize?: number,
): Promise<Batches> {
  const rest = new FileSlice(handle, offset, size);
  const frames: PlacedFrame[] = [];
  let place: Place = { offset, sequence };
  let whole = 0;
  /** Thrown by the visit, to go no further. */
  const enough = new Error("enough");
  const visit: Visit = (cursor, at) => {
    if (place.offset - offset >= ENOUGH) throw enough;
    frames.push({ frame: cursor.frame(), offset: at + rest.shift, size: cursor.size });
    if ((cursor.flags & LAST_OF_BATCH) === 0) return;
    whole = frames.length;
    const records = cursor.type === SEAL_TYPE ? 0 : 1;
    place = { offset: at + rest.shift + cursor.size, sequence: cursor.sequence + records };
  };
  return walk(rest, { ...header, firstSequence: sequence }, visit, { maxRecordSize }).then(
    ({ stop }) => ({ frames: frames.slice(0, whole), place, stop }),
    (error: unknown) => {
      if (error !== enough) throw error;
      return { frames, place };
    },
  );
}
