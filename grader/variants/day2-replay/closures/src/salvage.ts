import { type FileHandle, LAST_OF_BATCH, SEAL_TYPE } from "@wal-labs/core";
import type { Diagnosis } from "./diagnosis.ts";
import { eachFrame, type FoundFrame } from "./frames.ts";
import { eachChunk, isZero, readerOf } from "./reader.ts";
import type { WalkOptions } from "./walk.ts";

/** A part of a log that was skipped. */
export interface Gap {
  /** Where it starts, in bytes from the start of the file. */
  readonly offset: number;
  /** Bytes. */
  readonly size: number;
  /** The first sequence that is missing. */
  readonly sequence: number;
  /** How many records are missing; unknown, and 0, when no record follows. */
  readonly missing: number;
}

/**
 * Goes on behind the damage that a diagnosis tells of: calls `visit` for each record that still
 * verifies and comes later in sequence than all before it, and gives the gaps between them.
 *
 * @throws a `WalError` `WAL_IO` when the file system fails; what `visit` throws.
 * @exercise 2.6
 */
export async function salvage(
  handle: FileHandle,
  { kind, header, end, lastSequence, size, tail }: Diagnosis,
  options: WalkOptions,
  visit: (found: FoundFrame) => void | Promise<void>,
): Promise<{ lastSequence: number; gaps: Gap[] }> {
  const gaps: Gap[] = [];
  let covered = { end, next: lastSequence + 1, whole: true };
  const gapUpTo = (offset: number, sequence: number) => {
    const missing = sequence - covered.next;
    if (offset === covered.end && missing === 0) return;
    const place = { offset: covered.end, size: offset - covered.end };
    gaps.push({ ...place, sequence: covered.next, missing });
  };
  const take = ({ frame, ...place }: FoundFrame): void | Promise<void> => {
    if (frame.sequence < covered.next) return;
    gapUpTo(place.offset, frame.sequence);
    const isSeal = frame.type === SEAL_TYPE;
    covered = {
      end: place.offset + place.size,
      next: frame.sequence + (isSeal ? 0 : 1),
      whole: (frame.flags & LAST_OF_BATCH) !== 0,
    };
    if (isSeal) return;
    lastSequence = frame.sequence;
    return visit({ frame, ...place });
  };
  if (!header || tail === "none" || tail === "zeros") {
    // Nothing stands here to be read, but where records are known to be missing, that is a gap.
    if (kind !== "clean")
      gaps.push({ offset: end, size: size - end, sequence: covered.next, missing: 0 });
    return { lastSequence, gaps };
  }
  await eachFrame(handle, end, header.salt, options, take);
  if (covered.end < size && !(covered.whole && (await isZeroFrom(handle, covered.end)))) {
    gapUpTo(size, covered.next);
  }
  return { lastSequence, gaps };
}

async function isZeroFrom(handle: FileHandle, from: number): Promise<boolean> {
  let zero = true;
  await eachChunk(readerOf(handle), from, (bytes) => {
    zero = isZero(bytes);
    return zero;
  });
  return zero;
}
