import { RECORD_CODES, type RecordType } from "@wal-labs/checksum";
import { NotImplementedError } from "@wal-labs/core";
import type { PlacedFrame } from "./whole-batches.ts";

/**
 * Bytes in JSON: the text itself where they are UTF-8 without control characters but tab, line feed
 * and carriage return; else Base64. Either gives the same bytes back.
 *
 * @example `jq -r '.value | if type == "object" then .base64 | @base64d else . end'`
 */
export type JsonBytes = string | { readonly base64: string };

/** A record as plain JSON, and where it lies. Fields that its type does not have are absent. */
export interface DumpedRecord {
  readonly sequence: number;
  /** As `2026-01-01T00:00:00.000Z`; `null` when the timestamp is beyond what a date can be. */
  readonly time: string | null;
  readonly type: RecordType;
  readonly transactionId?: number;
  readonly jobId?: string;
  readonly reason?: string;
  readonly key?: JsonBytes;
  readonly value?: JsonBytes;
  readonly payload?: JsonBytes;
  /** The name of the segment's file. */
  readonly segment: string;
  /** Where its frame starts, in bytes from the start of the segment. */
  readonly offset: number;
  /** Bytes its frame takes, padding included. */
  readonly size: number;
}

/**
 * A frame's record as plain JSON.
 *
 * @throws as day 1's `fromFrame`.
 * @exercise 5.6
 */
export function dumpedRecord({ frame, offset, size }: PlacedFrame, segment: string): DumpedRecord {
  throw new NotImplementedError("5.6");
}

/**
 * A moment in ISO 8601, UTC; `null` when it is beyond what a date can be.
 *
 * @param timestampMs milliseconds since 1970.
 * @exercise 5.6
 */
export function isoTime(timestampMs: number): string | null {
  throw new NotImplementedError("5.6");
}

/**
 * Bytes as {@link JsonBytes}.
 *
 * @exercise 5.6
 */
export function jsonBytes(bytes: Uint8Array): JsonBytes {
  throw new NotImplementedError("5.6");
}

/**
 * The text that bytes are, if it can be shown and gives the same bytes back.
 *
 * @exercise 5.6
 */
export function printable(bytes: Uint8Array): string | undefined {
  throw new NotImplementedError("5.6");
}

/** Whether a type is one that a record can have. */
export function isRecordType(type: string): type is RecordType {
  return Object.hasOwn(RECORD_CODES, type);
}
