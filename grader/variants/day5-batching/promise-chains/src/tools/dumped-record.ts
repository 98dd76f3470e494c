import { type Entry, fromFrame, RECORD_CODES, type RecordType } from "@wal-labs/checksum";
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
  const { sequence, timestampMs, record } = fromFrame(frame, { shared: true });
  const time = isoTime(timestampMs);
  return { sequence, time, ...plain(record), segment, offset, size };
}

type Plain = Omit<DumpedRecord, "sequence" | "time" | "segment" | "offset" | "size">;

function plain(record: Entry["record"]): Plain {
  switch (record.type) {
    case "put":
    case "transaction-put":
      return { ...record, key: jsonBytes(record.key), value: jsonBytes(record.value) };
    case "delete":
    case "transaction-delete":
      return { ...record, key: jsonBytes(record.key) };
    case "enqueue":
      return { ...record, payload: jsonBytes(record.payload) };
    default:
      return record;
  }
}

const PRINTABLE = /^[\t\n\r\P{Cc}]*$/u;

/**
 * A moment in ISO 8601, UTC; `null` when it is beyond what a date can be.
 *
 * @param timestampMs milliseconds since 1970.
 * @exercise 5.6
 */
export function isoTime(timestampMs: number): string | null {
  try {
    return new Date(timestampMs).toISOString();
  } catch {
    return null;
  }
}

/**
 * Bytes as {@link JsonBytes}.
 *
 * @exercise 5.6
 */
export function jsonBytes(bytes: Uint8Array): JsonBytes {
  return printable(bytes) ?? { base64: btoa(latin1(bytes)) };
}

/** Each byte as a character of its own; a part at a time, for there may be many. */
function latin1(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += 4096) {
    parts.push(String.fromCharCode(...bytes.subarray(at, at + 4096)));
  }
  return parts.join("");
}

/**
 * The text that bytes are, if it can be shown and gives the same bytes back.
 *
 * @exercise 5.6
 */
export function printable(bytes: Uint8Array): string | undefined {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
  return PRINTABLE.test(text) ? text : undefined;
}

/** Whether a type is one that a record can have. */
export function isRecordType(type: string): type is RecordType {
  return Object.hasOwn(RECORD_CODES, type);
}
