import { crc32 } from "@wal-labs/checksum";
import {
  FRAME_HEADER_SIZE,
  FrameCursor,
  parseSegmentHeader,
  SEAL_TYPE,
  SEGMENT_HEADER_SIZE,
  viewOf,
} from "@wal-labs/core";

/** The first place in a log where no frame of it stands. */
export interface FirstBad {
  /** The log's bytes. */
  readonly bytes: Uint8Array;
  readonly salt: number;
  /** Where it starts. */
  readonly offset: number;
  /** Bytes that the frame claims to have; its header alone where that cannot be. */
  readonly size: number;
}

/** Reads a log whose header is sound, frame by frame; gives nothing when all of it is whole. */
export function firstBad(bytes: Uint8Array): FirstBad | undefined {
  const parsed = parseSegmentHeader(bytes);
  if (parsed.kind !== "header") throw new Error(`The segment header is ${parsed.kind}.`);
  const { salt, firstSequence } = parsed.header;
  const cursor = new FrameCursor(viewOf(bytes));
  let [offset, next] = [SEGMENT_HEADER_SIZE, firstSequence];
  for (; offset < bytes.length; offset += cursor.size) {
    if (!isValid(cursor, bytes, offset, salt) || cursor.sequence !== next) {
      return { bytes, salt, offset, size: Math.min(cursor.size, bytes.length - offset) };
    }
    if (cursor.type !== SEAL_TYPE) next += 1;
  }
  return undefined;
}

/** Whether a valid frame starts anywhere behind the bad one. */
export function hasFrameBehind({ bytes, salt, offset }: FirstBad): boolean {
  const cursor = new FrameCursor(viewOf(bytes));
  for (let at = offset + 8; at + FRAME_HEADER_SIZE <= bytes.length; at += 8) {
    if (isValid(cursor, bytes, at, salt)) return true;
  }
  return false;
}

function isValid(cursor: FrameCursor, bytes: Uint8Array, offset: number, salt: number): boolean {
  if (cursor.moveTo(offset) !== "frame") return false;
  return crc32(bytes.subarray(offset + 4, offset + cursor.size), salt) === cursor.crc;
}
