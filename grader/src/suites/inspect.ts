import { crc32 } from "node:zlib";
import {
  type Frame,
  parseFrame,
  parseSegmentHeader,
  SEGMENT_CRC_OFFSET,
  SEGMENT_HEADER_SIZE,
  type SegmentHeader,
  viewOf,
} from "@wal-labs/core";

/** A frame and where it lies. */
export interface FoundFrame extends Frame {
  readonly offset: number;
  readonly size: number;
}

/** What a log file holds, as the grader itself reads it. */
export interface Inspection {
  /** Absent when the header is missing or damaged. */
  readonly header?: SegmentHeader;
  /** The valid frames from the start on, up to the first that is not. */
  readonly frames: readonly FoundFrame[];
  /** Bytes behind the last valid frame. */
  readonly tailSize: number;
}

/**
 * Reads a log file without any code of the submission or the reference: the judge's own eyes.
 * Checks each checksum with zlib. Owns what it returns.
 */
export function inspect(file: Uint8Array): Inspection {
  const bytes = file.slice();
  const parsed = parseSegmentHeader(bytes);
  const header = bytes.subarray(SEGMENT_CRC_OFFSET, SEGMENT_HEADER_SIZE);
  if (parsed.kind !== "header" || !matches(header, 0)) {
    return { frames: [], tailSize: bytes.length };
  }
  const frames: FoundFrame[] = [];
  let offset = SEGMENT_HEADER_SIZE;
  while (offset < bytes.length) {
    const found = parseFrame(viewOf(bytes), offset);
    if (found.kind !== "frame") break;
    if (!matches(bytes.subarray(offset, offset + found.size), parsed.header.salt)) break;
    frames.push({ ...found.frame, offset, size: found.size });
    offset += found.size;
  }
  return { header: parsed.header, frames, tailSize: bytes.length - offset };
}

/** Fills in a block's CRC with zlib, in place, and returns the block: for tests that forge frames. */
export function forge(block: Uint8Array, seed: number): Uint8Array {
  viewOf(block).setUint32(0, crc32(block.subarray(4), seed), true);
  return block;
}

function matches(block: Uint8Array, seed: number): boolean {
  return viewOf(block).getUint32(0, true) === crc32(block.subarray(4), seed);
}
