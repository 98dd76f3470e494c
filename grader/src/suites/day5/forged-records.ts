import type { WalRecord } from "@wal-labs/checksum";
import { FRAME_HEADER_SIZE, type Frame, frameSize } from "@wal-labs/core";
import type { Random, SimDisk } from "@wal-labs/core/sim";
import { pathOf, range } from "../day3/check.ts";
import { record } from "../day3/segments.ts";
import { forgeHeader, frame, header, joined, seal } from "../forged-log.ts";
import { forge } from "../inspect.ts";
import { RECORD_CODES, stampAt } from "../sample-records.ts";

/** A record as nobody's log has written it. By default it is a batch of its own. */
export interface Forged {
  readonly record: WalRecord;
  /** False for a record of a batch that goes on. */
  readonly isLast?: boolean;
  readonly timestampMs?: number;
}

/** A segment of such records, and where each of them lies. */
export interface ForgedFile {
  readonly number: number;
  readonly bytes: Uint8Array;
  readonly frames: readonly { readonly offset: number; readonly size: number }[];
  /** Where the next frame would go. */
  readonly end: number;
}

/** What kind of segment it is. */
export interface ForgedOptions {
  readonly number?: number;
  readonly firstSequence?: number;
  readonly sealed?: boolean;
  /** Zeros behind the last frame. */
  readonly zeros?: number;
}

/** The batches of one record each. */
export function alone(records: readonly WalRecord[]): Forged[] {
  return records.map((record) => ({ record }));
}

/**
 * Lays records out in a segment. Each frame knows that all before its own batch was synced, so that
 * any damage before the last batch is corruption.
 */
export function forgedFile(
  records: readonly Forged[],
  { number = 1, firstSequence = 1, sealed = false, zeros = 0 }: ForgedOptions = {},
): ForgedFile {
  const salt = 100 + number;
  let [sequence, syncedWatermark, offset] = [firstSequence, firstSequence - 1, 64];
  const parts: Uint8Array[] = [];
  const frames: { offset: number; size: number }[] = [];
  for (const { record, isLast = true, timestampMs = stampAt(sequence).timestampMs } of records) {
    const how = { flags: isLast ? 1 : 0, sequence, timestampMs, syncedWatermark };
    const bytes = frame({ ...partsOf(record), ...how }, salt);
    parts.push(bytes);
    frames.push({ offset, size: bytes.length });
    offset += bytes.length;
    sequence += 1;
    if (isLast) syncedWatermark = sequence - 1;
  }
  if (sealed) parts.push(forge(seal(sequence), salt));
  const head = header({ segmentNumber: number, firstSequence, salt });
  const bytes = joined(head, ...parts, new Uint8Array(zeros));
  return { number, bytes, frames, end: bytes.length - zeros };
}

/** What a frame holds of a record. */
export function partsOf(
  record: WalRecord,
): Pick<Frame, "type" | "transactionId" | "key" | "value"> {
  const [key, value] = keyAndValueOf(record);
  const transactionId = "transactionId" in record ? record.transactionId : 0;
  return { type: RECORD_CODES[record.type], transactionId, key, value };
}

/** Bytes of payload, and of padding, of a record's frame. */
export function sizesOf(record: WalRecord): { readonly payload: number; readonly padding: number } {
  const [key, value] = keyAndValueOf(record);
  const payload = key.length + value.length;
  return { payload, padding: frameSize(key.length, value.length) - FRAME_HEADER_SIZE - payload };
}

/** Writes a segment's file anew, under the handles that others have of it. */
export async function overwrite(disk: SimDisk, { number, bytes }: ForgedFile): Promise<void> {
  const handle = await disk.open(pathOf(number), "r+");
  await handle.write(bytes, 0, bytes.length, 0);
  await handle.close();
}

const NOTHING = new Uint8Array(0);
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

function keyAndValueOf(record: WalRecord): [key: Uint8Array, value: Uint8Array] {
  const key = "key" in record ? record.key : "jobId" in record ? bytesOf(record.jobId) : NOTHING;
  if ("value" in record) return [key, record.value];
  if ("payload" in record) return [key, record.payload];
  return [key, "reason" in record ? bytesOf(record.reason) : NOTHING];
}

/** A sound log with so many records in its segments, of which all but the last are sealed. */
export function logOf(
  random: Random,
  counts: readonly number[],
): [ForgedFile, ForgedFile, ...ForgedFile[]] {
  let firstSequence = 1;
  const files = counts.map((count, index) => {
    const records = alone(range(1, count).map(() => record(random)));
    const sealed = index < counts.length - 1;
    const file = forgedFile(records, { number: index + 1, firstSequence, sealed });
    firstSequence += count;
    return file;
  });
  return files as [ForgedFile, ForgedFile, ...ForgedFile[]];
}

/** A segment whose header was changed, sound again. */
export function reforged(bytes: Uint8Array): Uint8Array {
  const copy = bytes.slice();
  forgeHeader(copy.subarray(0, 64));
  return copy;
}

/** A sound segment with a record of a type that nobody knows. */
export function forgedUnknown(random: Random): Uint8Array {
  const known = forgedFile(alone([record(random)]));
  const unknown = frame({ type: 99, sequence: 2, syncedWatermark: 1, value: random.bytes(8) }, 101);
  return joined(known.bytes, unknown);
}
