import { SEAL_TYPE } from "@wal-labs/core";
import type { Random, SimDisk } from "@wal-labs/core/sim";
import { expect } from "vitest";
import { type FoundFrame, type Inspection, inspect } from "../inspect.ts";
import { DIRECTORY } from "./check.ts";

/** A segment's file, as the grader itself reads it. */
export interface InspectedSegment extends Inspection {
  readonly name: string;
  /** The number in its name. */
  readonly number: number;
  readonly bytes: Uint8Array;
}

const NAME = /\/(\d{16})\.wal$/;

/** A put whose frame takes 96 bytes. */
export function record(random: Random) {
  return { type: "put", key: random.bytes(4), value: random.bytes(40) } as const;
}

/** The segments in the log's directory, oldest first. */
export function segmentsOn(disk: SimDisk): InspectedSegment[] {
  const paths = disk.filePaths().filter((path) => path.startsWith(`${DIRECTORY}/`));
  return paths
    .filter((path) => NAME.test(path))
    .map((path) => {
      const bytes = disk.readFile(path);
      const name = path.slice(DIRECTORY.length + 1);
      return { ...inspect(bytes), name, number: Number(name.slice(0, 16)), bytes };
    });
}

/** The records in some segments, in the order in which they lie there. */
export function recordsIn(segments: readonly Inspection[]): FoundFrame[] {
  return segments.flatMap(({ frames }) => frames.filter(({ type }) => type !== SEAL_TYPE));
}

/** The records on a disk. */
export function recordsOn(disk: SimDisk): FoundFrame[] {
  return recordsIn(segmentsOn(disk));
}

/**
 * What holds of the segments of every open log, whoever wrote it: they are one log, without a hole,
 * and none is larger than it says it may be. Gives the records.
 */
export function expectOneLog(segments: readonly InspectedSegment[]): FoundFrame[] {
  const [first] = segments;
  let next = first?.header?.firstSequence ?? 1;
  for (const [index, { header, frames, number, name, bytes, tailSize }] of segments.entries()) {
    expect(header, `the header of ${name}`).toBeDefined();
    if (!header) continue;
    expect(number, "the number of the next segment").toBe((first?.number ?? 1) + index);
    expect(header.segmentNumber, `the number in ${name}`).toBe(number);
    expect(header.logId, `the log id in ${name}`).toEqual(first?.header?.logId);
    expect(header.firstSequence, `the first sequence of ${name}`).toBe(next);
    for (const { sequence, type } of frames) {
      expect(sequence, `the sequence in ${name}`).toBe(next);
      if (type !== SEAL_TYPE) next += 1;
    }
    const limit = header.segmentSizeLimit || bytes.length;
    expect(bytes.length, `the size of ${name}`).toBeLessThanOrEqual(limit);
    const tail = bytes.subarray(bytes.length - tailSize);
    if (index < segments.length - 1) expectZero(tail, name);
  }
  return recordsIn(segments);
}

/** Behind the last frame there may be preallocated zeros, and nothing else. */
export function expectZero(tail: Uint8Array, name: string): void {
  const rest = tail.filter((byte) => byte !== 0).length;
  expect(rest, `bytes behind the last frame of ${name} that are not zero`).toBe(0);
}
