import type { FileHandle, Frame } from "@wal-labs/core";
import { type Random, SimDisk } from "@wal-labs/core/sim";
import type * as Replay from "@wal-labs/replay";
import { type CheckNotes, check as checkOf, type Student } from "../check.ts";
import { frame, header, joined } from "../forged-log.ts";

/** What the package of day 2 exports. */
export type Day2 = typeof Replay;

/** Where the log of each check lies. */
export const PATH = "/log";

/** A check of day 2. */
export function check(
  id: string,
  notes: CheckNotes,
  body: (student: Student<Day2>) => Promise<void>,
): void {
  checkOf<Day2>(id, notes, body);
}

/** A disk with this log on it. */
export function diskWith(bytes: Uint8Array): SimDisk {
  const disk = new SimDisk();
  disk.writeFile(PATH, bytes);
  return disk;
}

/** The log of a disk, open. */
export function opened(disk: SimDisk): Promise<FileHandle> {
  return disk.open(PATH, "r+");
}

/** A file with these bytes, open. */
export function fileOf(bytes: Uint8Array): Promise<FileHandle> {
  return opened(diskWith(bytes));
}

/** A sound header, and these frames behind it. */
export function logOf(...frames: Uint8Array[]): Uint8Array {
  return joined(header(), ...frames);
}

/**
 * A put of random bytes. Its watermark says that all before it was durable, unless told otherwise.
 * Its first byte is not zero: a frame that is cut to one byte must not look like zero fill.
 */
export function putFrame(
  random: Random,
  sequence: number,
  fields: Partial<Frame> = {},
): Uint8Array {
  for (;;) {
    const [key, value] = [random.bytes(4), random.bytes(1 + random.below(90))];
    const bytes = frame({ key, value, ...fields, sequence });
    if (bytes[0] !== 0) return bytes;
  }
}

/** Puts with the sequences 1 to `count`. */
export function putFrames(random: Random, count: number, fields: Partial<Frame> = {}) {
  return range(1, count).map((sequence) => putFrame(random, sequence, fields));
}

/** The same bytes with one of them wrong. */
export function damagedAt(bytes: Uint8Array, offset: number): Uint8Array {
  return bytes.with(offset, (bytes[offset] ?? 0) ^ 0x55);
}

/** Whole numbers, both ends included. */
export function range(first: number, last: number): number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
}
