import { type FileHandle, type Frame, NotImplementedError } from "@wal-labs/core";
import { CorruptionError } from "./errors.ts";

/** What {@link readFrame} must know to believe a frame. */
export interface Expectation {
  /** The sequence that the frame must have. */
  readonly sequence: number;
  /** The salt of its segment. */
  readonly salt: number;
  /** Key and value together, in bytes; a larger frame is refused before memory is allocated. */
  readonly maxRecordSize: number;
}

/**
 * Reads and verifies the frame at `offset`.
 *
 * @throws a {@link CorruptionError} unless the frame lies whole in the file, matches its checksum
 * and has the expected sequence; a `WalError` `WAL_IO` when the file system fails.
 * @exercise 1.6
 */
export async function readFrame(
  handle: FileHandle,
  offset: number,
  { sequence, salt, maxRecordSize }: Expectation,
): Promise<{ frame: Frame; size: number }> {
  throw new NotImplementedError("1.6");
}

/** What a log holds. */
export interface Contents {
  /** Where the next frame goes, in bytes from the start of the file. */
  readonly end: number;
  /** The sequence of the last record; 0 for none. */
  readonly lastSequence: number;
  /** True when the last frame is a seal. */
  readonly sealed: boolean;
}

/**
 * Reads and verifies each frame from the header to the end of the file, one at a time.
 *
 * @throws as {@link readFrame}, at the first frame that is not whole.
 * @exercise 1.6
 */
export async function scan(
  handle: FileHandle,
  options: Omit<Expectation, "sequence">,
): Promise<Contents> {
  throw new NotImplementedError("1.6");
}
