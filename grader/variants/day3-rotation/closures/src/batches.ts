import { toFrame, type WalRecord } from "@wal-labs/checksum";
import { encodeFrame, type Frame, frameSize, SEGMENT_HEADER_SIZE, WalError } from "@wal-labs/core";
import type { AllOptions } from "./log-options.ts";
import { SEAL_SIZE } from "./segment-file.ts";

/** A batch that can be logged, wherever it will stand. */
export interface SoundBatch {
  readonly frames: readonly Frame[];
  /** Bytes that each frame takes, and all of them. */
  readonly sizes: readonly number[];
  readonly size: number;
}

/** Looks at a batch before it has a place. Its frames are numbered from 1. */
export function soundBatch(
  records: readonly WalRecord[],
  { maxRecordSize, segmentSize }: AllOptions,
): SoundBatch {
  const timestampMs = Date.now();
  const frames = records.map((record, index) => {
    const frame = toFrame(record, { sequence: index + 1, timestampMs, syncedWatermark: 0 });
    const bytes = frame.key.length + frame.value.length;
    if (bytes > maxRecordSize) throw tooLarge(`A record of ${bytes} bytes`);
    return frame;
  });
  for (const frame of frames.slice(0, -1)) Object.assign(frame, { flags: 0 });
  const sizes = frames.map(({ key, value }) => frameSize(key.length, value.length));
  const size = sizes.reduce((sum, each) => sum + each, 0);
  if (SEGMENT_HEADER_SIZE + size + SEAL_SIZE > segmentSize) throw tooLarge(`${size} bytes`);
  return { frames, sizes, size };
}

/** The frames of some batches, at their place in the log. */
export function laidOut(
  batches: readonly SoundBatch[],
  behind: number,
  syncedWatermark: number,
): Uint8Array[] {
  return batches
    .flatMap(({ frames }) => frames)
    .map((frame, index) =>
      encodeFrame({ ...frame, sequence: behind + index + 1, syncedWatermark }, 2 ** 32),
    );
}

function tooLarge(what: string): WalError {
  return new WalError("WAL_TOO_LARGE", `${what} are too many for this log.`);
}
