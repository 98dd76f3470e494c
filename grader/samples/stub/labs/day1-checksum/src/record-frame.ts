import { type Frame, NotImplementedError } from "@wal-labs/core";
import { type Entry, RECORD_CODES, type Stamp, type WalRecord } from "./record.ts";

/**
 * The frame of a record that is a batch of its own. Keys and values are shared with the record, not
 * copied.
 *
 * @throws a `WalError` `WAL_INVALID_ARGUMENT` when the type is none of {@link RECORD_CODES}, a
 * transaction id is there without need, absent, or no positive safe integer, or a text is not
 * well-formed Unicode.
 * @exercise 1.2
 */
export function toFrame(record: WalRecord, stamp: Stamp): Frame {
  throw new NotImplementedError("1.2");
}

/**
 * The record in a frame whose checksum has been verified. Copies the bytes, so the frame's buffer
 * may be reused; with `shared`, may leave them where they are, for a caller who never reuses it.
 *
 * @throws a `WalError` `WAL_UNSUPPORTED` when the type is none of {@link RECORD_CODES}: skipping a
 * record that a newer version wrote would leave a hole. `WAL_CORRUPTED` when a field that the type
 * does not have is not empty, or a text is not UTF-8.
 * @exercise 1.2
 */
export function fromFrame(frame: Frame, { shared = false }: { shared?: boolean } = {}): Entry {
  throw new NotImplementedError("1.2");
}
