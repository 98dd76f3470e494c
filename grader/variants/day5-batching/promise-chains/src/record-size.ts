import type { WalRecord } from "@wal-labs/checksum";
import { frameSize } from "@wal-labs/core";

/**
 * Bytes that a record takes in a log, frame and padding included. A text counts as its longest: it is
 * encoded only once, when it is written.
 *
 * @exercise 5.2
 */
export function recordSize(record: WalRecord): number {
  let [keySize, valueSize] = [0, 0];
  for (const [name, field] of Object.entries(record)) {
    if (name === "type" || name === "transactionId") continue;
    const size = typeof field === "string" ? 3 * field.length : (field as Uint8Array).length;
    if (name === "key" || name === "jobId") keySize += size;
    else valueSize += size;
  }
  return frameSize(keySize, valueSize);
}
