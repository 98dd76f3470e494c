import { ChecksumMismatchError, io, verify } from "@wal-labs/checksum";
import { type FileHandle, FRAME_HEADER_SIZE, type Frame, parseFrame, viewOf } from "@wal-labs/core";
import { type Reader, readerOf } from "./reader.ts";
import type { WalkOptions } from "./walk.ts";

/** A frame that verifies, and where it lies. Its bytes are never overwritten. */
export interface FoundFrame {
  readonly frame: Frame;
  readonly offset: number;
  readonly size: number;
}

/** A frame's own bytes too, so that others can look at it their way. */
export type ReadFrame = FoundFrame & { readonly bytes: Uint8Array };

/** Gives the frame at an offset, or what is wrong there. `sequence` is for the message only. */
export type FrameReader = (offset: number, sequence: number) => Promise<ReadFrame | Error>;

export function frameReader(
  read: Reader,
  fileSize: number,
  salt: number,
  maxRecordSize?: number,
): FrameReader {
  return async (offset, sequence) => {
    let bytes = await read(offset, Math.min(FRAME_HEADER_SIZE, fileSize - offset));
    let parsed = parseFrame(viewOf(bytes), 0, maxRecordSize);
    if (parsed.kind === "incomplete" && offset + parsed.needed <= fileSize) {
      bytes = await read(offset, parsed.needed);
      parsed = parseFrame(viewOf(bytes), 0, maxRecordSize);
    }
    if (parsed.kind === "incomplete") return new Error("the file ends inside the frame");
    if (parsed.kind === "invalid") return new Error(parsed.flaw);
    const own = bytes.subarray(0, parsed.size);
    const verification = verify(own, salt);
    if (verification.kind === "match") {
      return { frame: parsed.frame, offset, size: parsed.size, bytes: own };
    }
    return new ChecksumMismatchError(sequence, verification.expected, verification.actual);
  };
}

/** Calls `take` for every frame that verifies at or behind `from`, in the order of the file. */
export async function eachFrame(
  handle: FileHandle,
  from: number,
  salt: number,
  { maxRecordSize, chunkSize }: WalkOptions,
  take: (found: FoundFrame) => void | Promise<void>,
): Promise<void> {
  const { size } = await io("stat the log", handle.stat());
  const read = readerOf(handle, chunkSize);
  const frameAt = frameReader(read, size, salt, maxRecordSize);
  let offset = from;
  while (offset + FRAME_HEADER_SIZE <= size) {
    const bytes = await read(offset, FRAME_HEADER_SIZE);
    if (bytes.length < FRAME_HEADER_SIZE) return;
    const hopeless = ruledOut(bytes, maxRecordSize);
    if (hopeless > 0) {
      offset += hopeless;
      continue;
    }
    const found = await frameAt(offset, 0);
    if (found instanceof Error) {
      offset += 8;
      continue;
    }
    const taken = take(found);
    if (taken) await taken;
    offset += found.size;
  }
}

/** How many bytes at the start hold no place where a frame may start, by the headers alone. */
function ruledOut(bytes: Uint8Array, maxRecordSize?: number): number {
  const view = viewOf(bytes);
  let offset = 0;
  while (
    offset + FRAME_HEADER_SIZE <= bytes.length &&
    parseFrame(view, offset, maxRecordSize).kind === "invalid"
  ) {
    offset += 8;
  }
  return offset;
}
