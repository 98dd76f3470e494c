import { type FileSystem, NotImplementedError } from "@wal-labs/core";
import type { Diagnosis } from "@wal-labs/replay";
import { type Checkpoint, readCheckpoint } from "./checkpoint.ts";
import type { SegmentCase } from "./segment-table.ts";

/** A segment that was found, and what it is. */
export interface SurveyedSegment {
  readonly name: string;
  readonly diagnosis: Diagnosis;
  readonly found: SegmentCase;
}

/** What a log's directory holds. */
export interface Survey {
  /** Oldest first. */
  readonly segments: readonly SurveyedSegment[];
  readonly checkpoint: Checkpoint | undefined;
  /** Names of files that a crash left and nobody needs. */
  readonly leftovers: readonly string[];
}

/**
 * Reads a log's directory, several segments at a time, and judges each segment in its place. Changes
 * nothing.
 *
 * @throws a `WalError` `WAL_IO` when the directory cannot be read or a file in it not opened; what
 * {@link readCheckpoint} throws. What else is wrong with a segment is in the result.
 * @exercise 3.4
 */
export async function survey(
  fs: FileSystem,
  directory: string,
  options: { readonly maxRecordSize?: number | undefined } = {},
): Promise<Survey> {
  throw new NotImplementedError("3.4");
}

/**
 * Refuses a log that lacks something it once held durably, or that is not all its own.
 *
 * @throws a `CorruptionError` when segments or records are missing or damaged, or a segment is of
 * another log; a `WalError` `WAL_UNSUPPORTED` when a file is no segment or of a newer version;
 * `WAL_IO` when one could not be read.
 * @exercise 3.4
 */
export function assertSound({ segments, checkpoint }: Survey): void {
  throw new NotImplementedError("3.4");
}
