import { verify } from "@wal-labs/checksum";
import {
  type FileHandle,
  FRAME_HEADER_SIZE,
  type Frame,
  FrameCursor,
  parseFrame,
  type SegmentHeader,
  viewOf,
} from "@wal-labs/core";
import { FileWindow } from "./file-window.ts";
import type { WalkOptions } from "./walk.ts";

/** A frame that verifies, and where it lies. Its bytes are never overwritten. */
export interface FoundFrame {
  readonly frame: Frame;
  readonly offset: number;
  readonly size: number;
}

/** Where frames start. */
const ALIGNMENT = 8;

/**
 * Every frame that verifies at or behind `from`, in the order of the file, wherever it may start:
 * how to go on where a walk cannot. What its payload holds is not searched, so that a frame which
 * somebody logged is no frame of this log.
 *
 * @param from a multiple of 8.
 * @throws a `WalError` `WAL_IO` when the file system fails.
 */
export async function* findFrames(
  handle: FileHandle,
  from: number,
  { salt }: SegmentHeader,
  { maxRecordSize, chunkSize }: WalkOptions = {},
): AsyncGenerator<FoundFrame> {
  const window = await FileWindow.open(handle, chunkSize);
  for (let offset = from; offset + FRAME_HEADER_SIZE <= window.fileSize; ) {
    const chunk = await window.at(offset, FRAME_HEADER_SIZE);
    offset += untilPlausible(chunk, maxRecordSize);
    const found = await frameAt(window, offset, salt, maxRecordSize);
    if (found) yield found;
    offset += found?.size ?? ALIGNMENT;
  }
}

/** Bytes to skip until a frame may start, without an `await` for each place where none can. */
function untilPlausible(chunk: Uint8Array, maxRecordSize?: number): number {
  const cursor = new FrameCursor(viewOf(chunk), maxRecordSize);
  let skipped = 0;
  while (skipped + FRAME_HEADER_SIZE <= chunk.length) {
    const found = cursor.moveTo(skipped);
    if (found === "frame" || found === "incomplete") return skipped;
    skipped += ALIGNMENT;
  }
  return skipped;
}

async function frameAt(
  window: FileWindow,
  offset: number,
  salt: number,
  maxRecordSize: number | undefined,
): Promise<FoundFrame | undefined> {
  let bytes = await window.at(offset, FRAME_HEADER_SIZE);
  let parsed = parseFrame(viewOf(bytes), 0, maxRecordSize);
  if (parsed.kind === "incomplete") {
    bytes = await window.at(offset, parsed.needed);
    parsed = parseFrame(viewOf(bytes), 0, maxRecordSize);
  }
  if (parsed.kind !== "frame") return undefined;
  const { frame, size } = parsed;
  if (verify(bytes.subarray(0, size), salt).kind === "mismatch") return undefined;
  return { frame, offset, size };
}
