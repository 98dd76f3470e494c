import { type FileHandle, NotImplementedError, type SegmentHeader } from "@wal-labs/core";
import { CorruptionError } from "./errors.ts";

/**
 * The 64 bytes that begin a new log: a random log id and salt, segment 1, sequence 1, stamped.
 *
 * @exercise 1.6
 */
export function newHeader(): Uint8Array {
  throw new NotImplementedError("1.6");
}

/**
 * Reads and verifies the segment header at the start of a file.
 *
 * @throws a `WalError` `WAL_UNSUPPORTED` when the file is no segment or of another version; a
 * {@link CorruptionError} when it is a damaged one; `WAL_IO` when the file system fails.
 * @exercise 1.6
 */
export async function readHeader(handle: FileHandle): Promise<SegmentHeader> {
  throw new NotImplementedError("1.6");
}
