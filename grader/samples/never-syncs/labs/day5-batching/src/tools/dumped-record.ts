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
 */
export function dumpedRecord({ frame, offset, size }: PlacedFrame, segment: string): DumpedRecord {
  const { sequence, timestampMs, record } = fromFrame(frame, { shared: true });
  return { sequence, time: isoTime(timestampMs), ...plain(record), segment, offset, size };
}

/**
 * A moment in ISO 8601, UTC; `null` when it is beyond what a date can be.
 *
 * @param timestampMs milliseconds since 1970.
 */
export function isoTime(timestampMs: number): string | null {
  const date = new Date(timestampMs);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}

/**
 * Bytes as {@link JsonBytes}.
 */
export function jsonBytes(bytes: Uint8Array): JsonBytes {
  return printable(bytes) ?? { base64: base64(bytes) };
}

/**
 * The text that bytes are, if it can be shown and gives the same bytes back.
 */
export function printable(bytes: Uint8Array): string | undefined {
  try {
    const text = DECODER.decode(bytes);
    return UNPRINTABLE.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

/** Whether a type is one that a record can have. */
export function isRecordType(type: string): type is RecordType {
  return Object.hasOwn(RECORD_CODES, type);
}

/** Control characters: some of them are orders to a terminal. */
const UNPRINTABLE = /[^\P{Cc}\t\n\r]/u;
const DECODER = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
/** As many as can be arguments of one call, and a multiple of 3, so that parts can be joined. */
const BASE64_PART = 3 * 4096;

function plain(record: Entry["record"]): Pick<DumpedRecord, "type"> {
  const fields = Object.entries(record).map(([name, value]: [string, unknown]) => [
    name,
    value instanceof Uint8Array ? jsonBytes(value) : value,
  ]);
  return Object.fromEntries(fields) as Pick<DumpedRecord, "type">;
}

function base64(bytes: Uint8Array): string {
  let text = "";
  for (let start = 0; start < bytes.length; start += BASE64_PART) {
    text += btoa(String.fromCharCode(...bytes.subarray(start, start + BASE64_PART)));
  }
  return text;
}
