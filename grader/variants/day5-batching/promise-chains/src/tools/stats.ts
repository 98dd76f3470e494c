import { io, RECORD_CODES } from "@wal-labs/checksum";
import {
  type FileHandle,
  FRAME_HEADER_SIZE,
  LAST_OF_BATCH,
  SEAL_TYPE,
  SEGMENT_HEADER_SIZE,
  type SegmentHeader,
} from "@wal-labs/core";
import { isoTime } from "./dumped-record.ts";
import { LogSource, type ToolOptions } from "./log-source.ts";
import { beginningOf } from "./segment-verdict.ts";
import { type Place, type PlacedFrame, readBatches } from "./whole-batches.ts";
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
export function stats(path: string, options: ToolOptions = {}): Promise<Stats> {
  const counts: Counts = {
    ...{ segments: 0, records: 0, byType: {}, batches: 0, first: 0, last: 0 },
    ...{ earliest: Number.NaN, latest: Number.NaN, sealed: false, isBatchOpen: false },
    bytes: { payload: 0, headers: 0, padding: 0, zeros: 0, tail: 0, total: 0 },
  };
  return LogSource.at(path, options).then((source) =>
    source
      .someNames()
      .then((names) =>
        names.reduce<Promise<unknown>>(
          (before, name) =>
            before.then(() =>
              source.read(name, (handle) => countSegment(counts, handle, name, options)),
            ),
          Promise.resolve(),
        ),
      )
      .then(() => statsOf(counts)),
  );
}

interface Counts {
  segments: number;
  records: number;
  readonly byType: { [type: string]: number };
  batches: number;
  first: number;
  last: number;
  earliest: number;
  latest: number;
  sealed: boolean;
  /** Whether the batch has a record so far. */
  isBatchOpen: boolean;
  readonly bytes: { -readonly [Name in keyof ByteCounts]: number };
}

const NAMES: { readonly [code: number]: string | undefined } = Object.fromEntries(
  Object.entries(RECORD_CODES).map(([name, code]) => [code, name]),
);

function statsOf({ bytes, ...counts }: Counts): Stats {
  const { payload, headers, padding } = bytes;
  return {
    segments: counts.segments,
    records: counts.records,
    recordsByType: counts.byType,
    batches: counts.batches,
    firstSequence: counts.first,
    lastSequence: counts.last,
    earliest: isoTime(counts.earliest),
    latest: isoTime(counts.latest),
    bytes,
    overhead: payload === 0 ? null : (headers + padding) / payload,
    sealed: counts.sealed,
  };
}

function countSegment(
  counts: Counts,
  handle: FileHandle,
  name: string,
  { maxRecordSize }: ToolOptions,
): Promise<void> {
  const { bytes } = counts;
  const countFrom = (header: SegmentHeader, place: Place, size: number): Promise<number> =>
    readBatches(handle, header, place, size, maxRecordSize).then(({ frames, place, stop }) => {
      for (const placed of frames) countFrame(counts, placed);
      return stop ? place.offset : countFrom(header, place, size);
    });
  return Promise.all([beginningOf(handle, name), io("stat a segment", handle.stat())]).then(
    ([{ header }, { size }]) => {
      counts.segments += 1;
      counts.sealed = false;
      bytes.total += size;
      bytes.headers += header ? SEGMENT_HEADER_SIZE : 0;
      const start = { offset: SEGMENT_HEADER_SIZE, sequence: header?.firstSequence ?? 0 };
      return Promise.resolve(header ? countFrom(header, start, size) : 0).then((end) =>
        isZeroIn(handle, end, size).then((isZero) => {
          bytes[isZero ? "zeros" : "tail"] += size - end;
        }),
      );
    },
  );
}

function countFrame(counts: Counts, { frame, size }: PlacedFrame): void {
  const { bytes } = counts;
  const { type, flags, key, value } = frame;
  bytes.headers += FRAME_HEADER_SIZE;
  bytes.payload += key.length + value.length;
  bytes.padding += size - FRAME_HEADER_SIZE - key.length - value.length;
  counts.sealed = type === SEAL_TYPE;
  if (!counts.sealed) countRecord(counts, frame);
  if (flags !== LAST_OF_BATCH) return;
  if (counts.isBatchOpen) counts.batches += 1;
  counts.isBatchOpen = false;
}

function countRecord(counts: Counts, { type, sequence, timestampMs }: PlacedFrame["frame"]): void {
  const name = NAMES[type] ?? `${type}`;
  counts.byType[name] = (counts.byType[name] ?? 0) + 1;
  if (counts.records === 0) {
    counts.first = sequence;
    counts.earliest = timestampMs;
    counts.latest = timestampMs;
  }
  counts.records += 1;
  counts.last = sequence;
  counts.earliest = Math.min(counts.earliest, timestampMs);
  counts.latest = Math.max(counts.latest, timestampMs);
  counts.isBatchOpen = true;
}
