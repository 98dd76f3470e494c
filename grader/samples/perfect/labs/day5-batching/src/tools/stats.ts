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
  const tally = new Tally();
  for (const name of await source.someNames()) {
    await source.read(name, (handle) => tally.add(handle, name, options));
  }
  return tally.stats();
}

const TYPES = new Map<number, string>(
  Object.entries(RECORD_CODES).map(([type, code]) => [code, type]),
);

class Tally {
  #segments = 0;
  #records = 0;
  #batches = 0;
  #firstSequence = 0;
  #lastSequence = 0;
  #earliest = Number.POSITIVE_INFINITY;
  #latest = Number.NEGATIVE_INFINITY;
  #sealed = false;
  readonly #byType: Record<string, number> = {};
  readonly #bytes = { payload: 0, headers: 0, padding: 0, zeros: 0, tail: 0, total: 0 };

  async add(handle: FileHandle, name: string, { maxRecordSize }: ToolOptions): Promise<void> {
    const { header } = await beginningOf(handle, name);
    const { size } = await io("stat the log", handle.stat());
    this.#segments += 1;
    this.#sealed = false;
    let end = 0;
    if (header) {
      this.#bytes.headers += SEGMENT_HEADER_SIZE;
      let place = { offset: SEGMENT_HEADER_SIZE, sequence: header.firstSequence };
      for (let stop: Batches["stop"]; !stop; ) {
        const batches = await readBatches(handle, header, place, size, maxRecordSize);
        ({ place, stop } = batches);
        this.#addFrames(batches.frames);
      }
      end = place.offset;
    }
    const rest = (await isZeroIn(handle, end, size)) ? "zeros" : "tail";
    this.#bytes[rest] += size - end;
    this.#bytes.total += size;
  }

  stats(): Stats {
    const { payload, headers, padding } = this.#bytes;
    return {
      segments: this.#segments,
      records: this.#records,
      recordsByType: this.#byType,
      batches: this.#batches,
      firstSequence: this.#firstSequence,
      lastSequence: this.#lastSequence,
      earliest: isoTime(this.#earliest),
      latest: isoTime(this.#latest),
      bytes: { ...this.#bytes },
      overhead: payload === 0 ? null : (headers + padding) / payload,
      sealed: this.#sealed,
    };
  }

  #addFrames(frames: readonly PlacedFrame[]): void {
    let isInBatch = false;
    for (const { frame, size } of frames) {
      const payload = frame.key.length + frame.value.length;
      this.#bytes.headers += FRAME_HEADER_SIZE;
      this.#bytes.payload += payload;
      this.#bytes.padding += size - FRAME_HEADER_SIZE - payload;
      this.#sealed = frame.type === SEAL_TYPE;
      if (!this.#sealed) {
        isInBatch = true;
        this.#records += 1;
        const type = TYPES.get(frame.type) ?? String(frame.type);
        this.#byType[type] = (this.#byType[type] ?? 0) + 1;
        this.#firstSequence ||= frame.sequence;
        this.#lastSequence = frame.sequence;
        this.#earliest = Math.min(this.#earliest, frame.timestampMs);
        this.#latest = Math.max(this.#latest, frame.timestampMs);
      }
      if ((frame.flags & LAST_OF_BATCH) === 0) continue;
      if (isInBatch) this.#batches += 1;
      isInBatch = false;
    }
  }
}
