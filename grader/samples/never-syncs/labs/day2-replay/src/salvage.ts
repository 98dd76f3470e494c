import { type FileHandle, SEAL_TYPE } from "@wal-labs/core";
import type { Diagnosis } from "./diagnosis.ts";
import { type FoundFrame, findFrames } from "./found-frames.ts";
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
 */
export async function salvage(
  handle: FileHandle,
  { header, end, lastSequence, size, tail }: Diagnosis,
  options: WalkOptions,
  visit: (found: FoundFrame) => void | Promise<void>,
): Promise<{ lastSequence: number; gaps: Gap[] }> {
  const gaps: Gap[] = [];
  let [offset, sequence] = [end, lastSequence + 1];
  if (!header || tail === "zeros") return { lastSequence, gaps };
  for await (const found of findFrames(handle, offset, header, options)) {
    const { frame } = found;
    // What is older than its place is what an earlier life of the file left, or a copy.
    if (frame.sequence < sequence) continue;
    const missing = frame.sequence - sequence;
    if (found.offset > offset || missing > 0) {
      gaps.push({ offset, size: found.offset - offset, sequence, missing });
    }
    if (frame.type !== SEAL_TYPE) await visit(found);
    sequence = frame.type === SEAL_TYPE ? frame.sequence : frame.sequence + 1;
    offset = found.offset + found.size;
  }
  if (offset < size) gaps.push({ offset, size: size - offset, sequence, missing: 0 });
  return { lastSequence: sequence - 1, gaps };
}
