import { io, RECORD_CODES } from "@wal-labs/checksum";
import {
  type FileHandle,
  FRAME_HEADER_SIZE,
  LAST_OF_BATCH,
  SEAL_TYPE,
  SEGMENT_HEADER_SIZE,
} from "@wal-labs/core";
import { isoTime } from "./dumped-record.ts";
import { LogSource, type ToolOptions } from "./log-source.ts";
import { beginningOf } from "./segment-verdict.ts";
import { type Batches, type PlacedFrame, readBatches } from "./whole-batches.ts";
import { isZeroIn } from "./zeros.ts";

/** Where the bytes of a log's segments go. All but `total` add up to `total`. */
export interface ByteCounts {
  /** Keys and values. */
  readonly payload: number;
  /** Of segments and frames; a seal is one. */
  readonly headers: number;
  /** Zeros behind values, up to the next multiple of 8. */
  readonly padding: number;
  /** Zeros from the last whole batch of a segment to the end of its file: preallocated space. */
  readonly zeros: number;
  /** What stands behind the last whole batch of a segment and is not all zeros. */
  readonly tail: number;
  readonly total: number;
}

/** A log in numbers. */
export interface Stats {
  readonly segments: number;
  /** Of records in whole batches; seals are no records. */
  readonly records: number;
  /** How many of each type there is. A type that this code does not know counts under its code. */
  readonly recordsByType: { readonly [type: string]: number };
  /** Those with at least one record. */
  readonly batches: number;
  /** 0 for none. */
  readonly firstSequence: number;
  /** 0 for none. */
  readonly lastSequence: number;
  /** The smallest timestamp, and the largest: clocks are set back. `null` where there is none. */
  readonly earliest: string | null;
  readonly latest: string | null;
  readonly bytes: ByteCounts;
  /** Headers and padding for each byte of payload; `null` without payload. */
  readonly overhead: number | null;
  /** Whether the last whole frame of the last segment is a seal. */
  readonly sealed: boolean;
}

/**
 * Counts what a log holds: a log's directory, or one segment's file. Only reads, also beside a
 * writer. Takes the memory of a chunk. Counts each segment as far as its batches are whole, and
 * judges nothing: `bytes.tail` says that there is more, and `validate` what it is.
 *
 * @throws a `WalError` `WAL_UNSUPPORTED` when a file is no segment or of a newer version, or a
 * directory has no segment; `WAL_IO` when there is nothing at `path`, or it cannot be read.
 * @exercise 5.8
 */
export async function stats(path: string, options: ToolOptions = {}): Promise<Stats> {
  const source = await LogSource.at(path, options);
  const bytes = { payload: 0, headers: 0, padding: 0, zeros: 0, tail: 0, total: 0 };
  const types = new Map<number, number>();
  const times: { min?: number; max?: number } = {};
  let [segments, batches, firstSequence, lastSequence] = [0, 0, 0, 0];
  let recordsInBatch = 0;
  let sealed = false;

  const countRecord = ({ frame }: PlacedFrame): void => {
    recordsInBatch += 1;
    types.set(frame.type, (types.get(frame.type) ?? 0) + 1);
    if (firstSequence === 0) firstSequence = frame.sequence;
    lastSequence = frame.sequence;
    times.min = Math.min(times.min ?? frame.timestampMs, frame.timestampMs);
    times.max = Math.max(times.max ?? frame.timestampMs, frame.timestampMs);
  };

  const countFrame = (placed: PlacedFrame): void => {
    const { frame, size } = placed;
    const payload = frame.key.length + frame.value.length;
    bytes.payload += payload;
    bytes.headers += FRAME_HEADER_SIZE;
    bytes.padding += size - FRAME_HEADER_SIZE - payload;
    sealed = frame.type === SEAL_TYPE;
    if (!sealed) countRecord(placed);
    if ((frame.flags & LAST_OF_BATCH) === 0) return;
    if (recordsInBatch > 0) batches += 1;
    recordsInBatch = 0;
  };

  const countSegment = async (handle: FileHandle, name: string): Promise<void> => {
    const { header } = await beginningOf(handle, name);
    const { size } = await io("stat the segment", handle.stat());
    segments += 1;
    sealed = false;
    let end = 0;
    if (header) {
      bytes.headers += SEGMENT_HEADER_SIZE;
      const start = { offset: SEGMENT_HEADER_SIZE, sequence: header.firstSequence };
      let read: Batches = { frames: [], place: start };
      while (!read.stop) {
        read = await readBatches(handle, header, read.place, size, options.maxRecordSize);
        read.frames.forEach(countFrame);
      }
      end = read.place.offset;
    }
    bytes[(await isZeroIn(handle, end, size)) ? "zeros" : "tail"] += size - end;
    bytes.total += size;
  };

  for (const name of await source.someNames()) {
    await source.read(name, (handle) => countSegment(handle, name));
  }
  const { payload, headers, padding } = bytes;
  const byType = [...types].map(([code, count]) => [typeOf(code), count] as const);
  return {
    segments,
    records: byType.reduce((sum, [, count]) => sum + count, 0),
    recordsByType: Object.fromEntries(byType),
    ...{ batches, firstSequence, lastSequence, sealed, bytes },
    earliest: times.min === undefined ? null : isoTime(times.min),
    latest: times.max === undefined ? null : isoTime(times.max),
    overhead: payload > 0 ? (headers + padding) / payload : null,
  };
}

function typeOf(code: number): string {
  const known = Object.entries(RECORD_CODES).find(([, other]) => other === code);
  return known?.[0] ?? String(code);
}
