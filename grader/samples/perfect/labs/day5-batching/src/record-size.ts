import type { WalRecord } from "@wal-labs/checksum";
import { frameSize } from "@wal-labs/core";

/**
 * Bytes that a record takes in a log, frame and padding included. A text counts as its longest: it is
 * encoded only once, when it is written.
 *
 * @exercise 5.2
 */
export function recordSize(record: WalRecord): number {
  const key = "key" in record ? record.key.length : "jobId" in record ? textSize(record.jobId) : 0;
  return frameSize(key, valueSize(record));
}

function valueSize(record: WalRecord): number {
  if ("value" in record) return record.value.length;
  if ("payload" in record) return record.payload.length;
  return "reason" in record ? textSize(record.reason) : 0;
}

/** No character of UTF-16 takes more than three bytes of UTF-8. */
function textSize(text: string): number {
  return 3 * text.length;
}
