import { stamp, toFrame, type WalRecord } from "@wal-labs/checksum";
import { encodeFrame, type Frame, frameSize, SEGMENT_HEADER_SIZE, WalError } from "@wal-labs/core";
import type { AllOptions } from "./log-options.ts";
import { SEAL_SIZE } from "./segment-file.ts";

/** What one write takes into one segment. */
export interface Load {
  readonly frames: Frame[];
  /** Whether it goes into a segment of its own beginning. */
  readonly begins: boolean;
}

/** A batch's frames, which have no sequence yet, or what is wrong with it. */
export function sound(
  records: readonly WalRecord[],
  marks: { readonly timestampMs: number; readonly syncedWatermark: number },
  { maxRecordSize, segmentSize }: AllOptions,
): PromiseSettledResult<Frame[]> {
  try {
    const frames = records.map((record) => toFrame(record, { sequence: 1, ...marks }));
    const fits =
      frames.every(({ key, value }) => key.length + value.length <= maxRecordSize) &&
      SEGMENT_HEADER_SIZE + sizeOf(frames) + SEAL_SIZE <= segmentSize;
    if (!fits) throw new WalError("WAL_TOO_LARGE", "The batch, or a record of it, is too large.");
    const value = frames.map((frame, index) =>
      index + 1 < frames.length ? { ...frame, flags: 0 } : frame,
    );
    return { status: "fulfilled", value };
  } catch (reason) {
    return { status: "rejected", reason };
  }
}

/** Spreads batches over this segment, which has `room`, and next ones, which have `emptyRoom`. */
export function loadsOf(
  batches: readonly (readonly Frame[])[],
  room: number,
  emptyRoom: number,
): Load[] {
  let load: Load = { frames: [], begins: false };
  const loads = [load];
  let left = room;
  for (const frames of batches) {
    const size = sizeOf(frames);
    if (size > 0 && size > left) {
      load = { frames: [], begins: true };
      loads.push(load);
      left = emptyRoom;
    }
    for (const frame of frames) load.frames.push(frame);
    left -= size;
  }
  return loads;
}

/** Frames as one block of bytes, and where in it each of them starts. */
export function packed(
  frames: readonly Frame[],
  salt: number,
): { bytes: Uint8Array; starts: number[] } {
  const bytes = new Uint8Array(sizeOf(frames));
  let end = 0;
  const starts = frames.map((frame) => {
    const start = end;
    bytes.set(stamp(encodeFrame(frame, Number.POSITIVE_INFINITY), salt), start);
    end += frameSize(frame.key.length, frame.value.length);
    return start;
  });
  return { bytes, starts };
}

function sizeOf(frames: readonly Frame[]): number {
  return frames.reduce((sum, { key, value }) => sum + frameSize(key.length, value.length), 0);
}
