import type { WalRecord } from "@wal-labs/checksum";
import { frameSize } from "@wal-labs/core";

const LONGEST_CHARACTER = 3;
const textSize = (text: string): number => text.length * LONGEST_CHARACTER;

/** Bytes that a record takes in a log, at most: a text is not encoded to find out. */
export function sizeOfRecord(record: WalRecord): number {
  switch (record.type) {
    case "put":
    case "transaction-put":
      return frameSize(record.key.length, record.value.length);
    case "delete":
    case "transaction-delete":
      return frameSize(record.key.length, 0);
    case "enqueue":
      return frameSize(textSize(record.jobId), record.payload.length);
    case "dispatch":
    case "ack":
      return frameSize(textSize(record.jobId), 0);
    case "retry":
    case "dead":
      return frameSize(textSize(record.jobId), textSize(record.reason));
    default:
      return frameSize(0, 0);
  }
}
