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
 */
export async function stats(path: string, options: ToolOptions = {}): Promise<Stats> {
  const source = await LogSource.at(path, options);
  const count = new Count();
  for (const name of await source.someNames()) {
    await source.read(name, async (handle) => {
      const { header } = await beginningOf(handle, name);
      const { size } = await io(`stat ${name}`, handle.stat());
      await count.add(handle, header, size, options);
    });
  }
  return count.stats();
}

/** The numbers so far. */
class Count {
  #segments = 0;
  #batches = 0;
  readonly #recordsByCode = new Map<number, number>();
  #first = 0;
  #last = 0;
  #earliestMs = Number.POSITIVE_INFINITY;
  #latestMs = Number.NEGATIVE_INFINITY;
  #sealed = false;
  readonly #bytes = { payload: 0, headers: 0, padding: 0, zeros: 0, tail: 0, total: 0 };

  async add(
    handle: FileHandle,
    header: SegmentHeader | undefined,
    size: number,
    { maxRecordSize }: ToolOptions,
  ): Promise<void> {
    this.#segments += 1;
    this.#bytes.total += size;
    this.#sealed = false;
    let end = 0;
    if (header) {
      this.#bytes.headers += SEGMENT_HEADER_SIZE;
      end = await this.#addBatches(handle, header, size, maxRecordSize);
    }
    if (await isZeroIn(handle, end, size)) this.#bytes.zeros += size - end;
    else this.#bytes.tail += size - end;
  }

  /** Gives where the last whole batch ends. */
  async #addBatches(
    handle: FileHandle,
    header: SegmentHeader,
    size: number,
    maxRecordSize: number | undefined,
  ): Promise<number> {
    let place: Place = { offset: SEGMENT_HEADER_SIZE, sequence: header.firstSequence };
    let hasRecords = false;
    for (;;) {
      const read = await readBatches(handle, header, place, size, maxRecordSize);
      for (const found of read.frames) {
        this.#addFrame(found);
        const { type, flags } = found.frame;
        this.#sealed = type === SEAL_TYPE;
        hasRecords ||= type !== SEAL_TYPE;
        if ((flags & LAST_OF_BATCH) === 0) continue;
        if (hasRecords) this.#batches += 1;
        hasRecords = false;
      }
      place = read.place;
      if (read.stop !== undefined) return place.offset;
    }
  }

  #addFrame({ frame, size }: PlacedFrame): void {
    const { type, sequence, timestampMs, key, value } = frame;
    const payload = key.length + value.length;
    this.#bytes.payload += payload;
    this.#bytes.headers += FRAME_HEADER_SIZE;
    this.#bytes.padding += size - FRAME_HEADER_SIZE - payload;
    if (type === SEAL_TYPE) return;
    this.#recordsByCode.set(type, (this.#recordsByCode.get(type) ?? 0) + 1);
    this.#first ||= sequence;
    this.#last = sequence;
    this.#earliestMs = Math.min(this.#earliestMs, timestampMs);
    this.#latestMs = Math.max(this.#latestMs, timestampMs);
  }

  stats(): Stats {
    const { payload, headers, padding } = this.#bytes;
    const counts = [...this.#recordsByCode].sort(([one], [other]) => one - other);
    return {
      segments: this.#segments,
      records: counts.reduce((sum, [, records]) => sum + records, 0),
      recordsByType: Object.fromEntries(counts.map(([code, n]) => [nameOf(code), n])),
      batches: this.#batches,
      firstSequence: this.#first,
      lastSequence: this.#last,
      earliest: isoTime(this.#earliestMs),
      latest: isoTime(this.#latestMs),
      bytes: { ...this.#bytes },
      overhead: payload === 0 ? null : (headers + padding) / payload,
      sealed: this.#sealed,
    };
  }
}

function nameOf(code: number): string {
  const known = Object.entries(RECORD_CODES).find(([, other]) => other === code);
  return known?.[0] ?? String(code);
}
