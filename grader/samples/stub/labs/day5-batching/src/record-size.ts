import type { WalRecord } from "@wal-labs/checksum";
import { NotImplementedError } from "@wal-labs/core";

/**
 * Bytes that a record takes in a log, frame and padding included. A text counts as its longest: it is
 * encoded only once, when it is written.
 *
 * @exercise 5.2
 */
export function recordSize(record: WalRecord): number {
  throw new NotImplementedError("5.2");
}
