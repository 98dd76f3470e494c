import { type FileSystem, NotImplementedError } from "@wal-labs/core";
import type { Checkpoint } from "./checkpoint.ts";
import { SegmentFile } from "./segment-file.ts";
import { assertSound } from "./survey.ts";

/** How segments are opened and created. */
export interface SegmentOptions {
  readonly fs: FileSystem;
  /** Bytes that a segment may grow to, header and seal included. */
  readonly segmentSize: number;
  /**
   * Whether a new segment is filled with zeros at once; `ahead`: while the one before it is written, so
   * that nobody waits for it. A log may take that for `true`.
   */
  readonly preallocate: boolean | "ahead";
  /**
   * Whether a write and its sync may be one call, where the machine can do that: see core's `rs+`. A log
   * may pay no heed to it.
   */
  readonly durableWrites: boolean;
  readonly maxRecordSize: number;
  /** What to do about a torn tail: cut it off, or refuse. */
  readonly policy: "tolerate-tail" | "absolute";
}

/** A segment as its log remembers it. */
export interface SegmentInfo {
  /** Of its file, in the log's directory. */
  readonly name: string;
  /** Of the first record that belongs in it. */
  readonly firstSequence: number;
}

/** A log's directory, ready to go on. */
export interface OpenedSegments {
  /** Oldest first; the last one is {@link active}. */
  readonly segments: readonly SegmentInfo[];
  readonly active: SegmentFile;
  readonly lastSequence: number;
  readonly checkpoint: Checkpoint | undefined;
}

/**
 * Makes a log's directory whole: creates it if it is missing, repairs the last segment, removes what
 * a crash has left over, begins the first segment of a new log. All that was read is durable when
 * this resolves (O9), and nothing is open but the active segment.
 *
 * @throws as {@link assertSound}; a `WalError` `WAL_IO` when the file system fails. A log that is
 * refused keeps every byte.
 * @exercise 3.5
 */
export async function openSegments(
  directory: string,
  options: SegmentOptions,
): Promise<OpenedSegments> {
  throw new NotImplementedError("3.5");
}
