import type { FileSystem } from "@wal-labs/core";
import type { SimDisk } from "@wal-labs/core/sim";
import type * as Rotation from "@wal-labs/rotation";
import { type CheckNotes, check as checkOf, type Student } from "../check.ts";

/** What the package of day 3 exports. */
export type Day3 = typeof Rotation;

/** Where the log of each check lies. */
export const DIRECTORY = "/wal";

/** A size for segments that hold two records of {@link RECORD_SIZE} bytes, and not three. */
export const SEGMENT_SIZE = 64 + 2 * 96 + 48;

/** Bytes that the frame of a `put` from `record` takes. */
export const RECORD_SIZE = 96;

/** A check of day 3. */
export function check(
  id: string,
  notes: CheckNotes,
  body: (student: Student<Day3>) => Promise<void>,
): void {
  checkOf<Day3>(id, notes, body);
}

/** Opens the log of a disk, with segments of {@link SEGMENT_SIZE} bytes unless told otherwise. */
export function opened(
  { SegmentedLog }: Day3,
  fs: FileSystem,
  options: Rotation.SegmentedLogOptions = {},
): Promise<Rotation.SegmentedLog> {
  return SegmentedLog.open(DIRECTORY, { fs, segmentSize: SEGMENT_SIZE, ...options });
}

/** The path of a segment's file, whatever the submission would call it. */
export function pathOf(number: number): string {
  return `${DIRECTORY}/${String(number).padStart(16, "0")}.wal`;
}

/** All files of a disk, by path. */
export function filesOn(disk: SimDisk): Map<string, Uint8Array> {
  return new Map(disk.filePaths().map((path) => [path, disk.readFile(path)]));
}

/** Whole numbers, both ends included. */
export function range(first: number, last: number): number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
}
