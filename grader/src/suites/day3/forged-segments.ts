import type { SegmentHeader } from "@wal-labs/core";
import { type Random, SimDisk } from "@wal-labs/core/sim";
import { frame, header, joined, seal } from "../forged-log.ts";
import { forge } from "../inspect.ts";
import { DIRECTORY, pathOf, range } from "./check.ts";

/** A segment that nobody's log has written, and the number that its name says. */
export interface ForgedSegment {
  readonly number: number;
  readonly firstSequence: number;
  readonly count: number;
  readonly bytes: Uint8Array;
}

/** A whole segment of 96-byte puts. It ends with a seal unless it is told not to. */
export function forgedSegment(
  random: Random,
  number: number,
  firstSequence: number,
  count: number,
  { sealed = true, ...fields }: Partial<SegmentHeader> & { sealed?: boolean } = {},
): ForgedSegment {
  const salt = 100 + number;
  const head = header({ segmentNumber: number, firstSequence, salt, ...fields });
  const frames = range(firstSequence, firstSequence + count - 1).map((sequence) =>
    frame({ sequence, key: random.bytes(4), value: random.bytes(40) }, salt),
  );
  const last = sealed ? [forge(seal(firstSequence + count), salt)] : [];
  return { number, firstSequence, count, bytes: joined(head, ...frames, ...last) };
}

/** A sound log: this many records in each of its segments, of which the last is not sealed. */
export function forgedLog(random: Random, counts: readonly number[]): ForgedSegment[] {
  let next = 1;
  return counts.map((count, index) => {
    const sealed = index < counts.length - 1;
    const segment = forgedSegment(random, index + 1, next, count, { sealed });
    next += count;
    return segment;
  });
}

/** A disk with these segments, and other files of these names, in the log's directory. */
export function diskOf(
  segments: readonly (ForgedSegment | { number: number; bytes: Uint8Array })[],
  others: Readonly<Record<string, Uint8Array>> = {},
): SimDisk {
  const disk = new SimDisk();
  for (const { number, bytes } of segments) disk.writeFile(pathOf(number), bytes);
  for (const [name, bytes] of Object.entries(others)) disk.writeFile(`${DIRECTORY}/${name}`, bytes);
  return disk;
}

/** A checkpoint's file, as the format says it. */
export function forgedCheckpoint({
  sequence,
  highestFinished = 0,
  snapshot = new Uint8Array(0),
  logId,
}: {
  sequence: number;
  highestFinished?: number;
  snapshot?: Uint8Array;
  logId?: Uint8Array;
}): Uint8Array {
  const firstSequence = sequence + 1;
  const head = header({ firstSequence, salt: 77, ...(logId ? { logId } : {}) });
  const fields = { sequence: firstSequence, transactionId: highestFinished, value: snapshot };
  return joined(head, frame(fields, 77));
}

/** The same bytes with one of them wrong. */
export function damagedAt(bytes: Uint8Array, offset: number): Uint8Array {
  return bytes.with(offset, (bytes[offset] ?? 0) ^ 0x55);
}
