import { type FileHandle, SEAL_TYPE } from "@wal-labs/core";
import { eachInTurn } from "./chain.ts";
import type { Diagnosis } from "./diagnosis.ts";
import { allFrames, type FoundFrame } from "./found-frames.ts";
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
export function salvage(
  handle: FileHandle,
  { header, end, lastSequence, size, tail }: Diagnosis,
  options: WalkOptions,
  visit: (found: FoundFrame) => void | Promise<void>,
): Promise<{ lastSequence: number; gaps: Gap[] }> {
  if (header === undefined || tail === "none" || tail === "zeros") {
    return Promise.resolve({ lastSequence, gaps: [] });
  }
  const gaps: Gap[] = [];
  let [last, covered] = [lastSequence, end];
  const take = (found: FoundFrame): void | Promise<void> => {
    const { sequence, type } = found.frame;
    const isNext = sequence === last + 1 && found.offset === covered;
    // A seal is no record: it counts where it belongs, and bounds no gap elsewhere.
    if (type === SEAL_TYPE ? !isNext : sequence <= last) return;
    if (!isNext) gaps.push(gap(covered, found.offset, last, sequence - last - 1));
    covered = found.offset + found.size;
    if (type === SEAL_TYPE) return;
    last = sequence;
    return visit(found);
  };
  return allFrames(handle, end, header, options)
    .then((found) => eachInTurn(found, take))
    .then(() => {
      if (covered < size) gaps.push(gap(covered, size, last, 0));
      return { lastSequence: last, gaps };
    });
}

function gap(offset: number, until: number, last: number, missing: number): Gap {
  return { offset, size: until - offset, sequence: last + 1, missing };
}
