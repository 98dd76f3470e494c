import { type FileHandle, NotImplementedError } from "@wal-labs/core";
import type { Diagnosis } from "./diagnosis.ts";
import type { FoundFrame } from "./found-frames.ts";
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
  throw new NotImplementedError("2.6");
}
