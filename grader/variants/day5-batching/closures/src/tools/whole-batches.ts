import { io, readFully, verify } from "@wal-labs/checksum";
import {
  DEFAULT_MAX_RECORD_SIZE,
  type FileHandle,
  type Frame,
  LAST_OF_BATCH,
  parseFrame,
  SEAL_TYPE,
  type SegmentHeader,
  viewOf,
} from "@wal-labs/core";
import type { Stop } from "@wal-labs/replay";

const CHUNK_SIZE = 128 * 1024;

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
  maxRecordSize: number = DEFAULT_MAX_RECORD_SIZE,
): Promise<Batches> {
  const left = Math.max(0, size - offset);
  const parse = parserOf(header.salt, { offset, sequence }, maxRecordSize);
  for (let length = CHUNK_SIZE; ; length *= 2) {
    const chunk = await io("read the log", readFully(handle, offset, Math.min(length, left)));
    // Shorter than asked for: the file has been cut off meanwhile.
    const isRest = chunk.length < length || length >= left;
    const { unparsed, ...batches } = parse(chunk);
    if (batches.stop) return batches;
    if (isRest) return { ...batches, stop: unparsed === 0 ? "end" : "invalid" };
    if (batches.frames.length > 0) return batches;
  }
}

/** Gives a function that finds the whole batches at the start of a chunk. */
function parserOf(salt: number, { offset, sequence }: Place, maxRecordSize: number) {
  return (chunk: Uint8Array): Batches & { readonly unparsed: number } => {
    const view = viewOf(chunk);
    const frames: PlacedFrame[] = [];
    let [whole, place, at, next] = [0, { offset, sequence }, 0, sequence];
    let stop: Stop | undefined;
    while (stop === undefined) {
      const parsed = parseFrame(view, at, maxRecordSize);
      if (parsed.kind === "incomplete") break;
      stop = flawOf(parsed);
      if (parsed.kind !== "frame" || stop) continue;
      const { frame, size } = parsed;
      frames.push({ frame, offset: offset + at, size });
      at += size;
      if (frame.type !== SEAL_TYPE) next += 1;
      if ((frame.flags & LAST_OF_BATCH) === 0) continue;
      whole = frames.length;
      place = { offset: offset + at, sequence: next };
    }
    const unparsed = offset + chunk.length - place.offset;
    return { frames: frames.slice(0, whole), place, stop, unparsed };

    function flawOf(parsed: ReturnType<typeof parseFrame>): Stop | undefined {
      if (parsed.kind !== "frame") return "invalid";
      const bytes = chunk.subarray(at, at + parsed.size);
      if (verify(bytes, salt).kind === "mismatch") return "invalid";
      return parsed.frame.sequence === next ? undefined : "misplaced";
    }
  };
}
