import type { WalRecord } from "@wal-labs/checksum";
import { frameSize } from "@wal-labs/core";

/** UTF-8 takes at most this many bytes for a character of a JavaScript string. */
const MAX_BYTES_PER_CHARACTER = 3;

/**
 * Bytes that a record takes in a log, frame and padding included. A text counts as its longest: it is
 * encoded only once, when it is written.
 */
export function recordSize(record: WalRecord): number {
  switch (record.type) {
    case "put":
    case "transaction-put":
      return frameSize(record.key.length, record.value.length);
    case "delete":
    case "transaction-delete":
      return frameSize(record.key.length, 0);
    case "enqueue":
      return frameSize(textSize(record.jobId), record.payload.length);
    case "retry":
    case "dead":
      return frameSize(textSize(record.jobId), textSize(record.reason));
    case "dispatch":
    case "ack":
      return frameSize(textSize(record.jobId), 0);
    default:
      return frameSize(0, 0);
  }
}

function textSize(text: string): number {
  return text.length * MAX_BYTES_PER_CHARACTER;
}
