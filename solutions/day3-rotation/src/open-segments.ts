import { io } from "@wal-labs/checksum";
import { directoryOf, type FileSystem, syncDirectory } from "@wal-labs/core";
import { recover } from "@wal-labs/replay";
import type { Checkpoint } from "./checkpoint.ts";
import { SegmentFile } from "./segment-file.ts";
import { segmentName } from "./segment-name.ts";
import { assertSound, type SurveyedSegment, survey } from "./survey.ts";

/** How segments are opened and created. */
export interface SegmentOptions {
  readonly fs: FileSystem;
  /** Bytes that a segment may grow to, header and seal included. */
  readonly segmentSize: number;
  /**
   * Whether a new segment is filled with zeros at once; `ahead`: while the one before it is written, so
   * that nobody waits for it. A log may take that for `true`.
   */
  readonly preallocate: boolean | "ahead";
  /**
   * Whether a write and its sync may be one call, where the machine can do that: see core's `rs+`. A log
   * may pay no heed to it.
   */
  readonly durableWrites: boolean;
  readonly maxRecordSize: number;
  /** What to do about a torn tail: cut it off, or refuse. */
  readonly policy: "tolerate-tail" | "absolute";
}

/** A segment as its log remembers it. */
export interface SegmentInfo {
  /** Of its file, in the log's directory. */
  readonly name: string;
  /** Of the first record that belongs in it. */
  readonly firstSequence: number;
}

/** A log's directory, ready to go on. */
export interface OpenedSegments {
  /** Oldest first; the last one is {@link active}. */
  readonly segments: readonly SegmentInfo[];
  readonly active: SegmentFile;
  readonly lastSequence: number;
  readonly checkpoint: Checkpoint | undefined;
}

/**
 * Makes a log's directory whole: creates it if it is missing, repairs the last segment, removes what
 * a crash has left over, begins the first segment of a new log. All that was read is durable when
 * this resolves (O9), and nothing is open but the active segment.
 *
 * @throws as {@link assertSound}; a `WalError` `WAL_IO` when the file system fails. A log that is
 * refused keeps every byte.
 * @exercise 3.5
 */
export async function openSegments(
  directory: string,
  options: SegmentOptions,
): Promise<OpenedSegments> {
  const { fs } = options;
  await ensureDirectory(fs, directory);
  const found = await survey(fs, directory, options);
  assertSound(found);
  const segments = found.segments.filter((segment) => segment.found !== "unborn");
  const unborn = found.segments.filter((segment) => segment.found === "unborn");
  const last = segments.at(-1);
  if (last) await recover(`${directory}/${last.name}`, options);
  await removeFiles(fs, directory, [...found.leftovers, ...unborn.map(({ name }) => name)]);
  const active = await activeSegment(directory, last, options);
  const { checkpoint } = found;
  return {
    segments: last ? segments.map(infoOf) : [{ name: segmentName(1), firstSequence: 1 }],
    active,
    lastSequence: last?.diagnosis.lastSequence ?? 0,
    checkpoint,
  };
}

/** A directory's name is as little durable as a file's, until its own directory is synced (O2). */
async function ensureDirectory(fs: FileSystem, directory: string): Promise<void> {
  await io("create the directory", fs.mkdir(directory).catch(ifThere));
  await io("sync the parent directory", syncDirectory(fs, directoryOf(directory)));
}

function ifThere(error: unknown): void {
  if ((error as { code?: unknown } | null)?.code !== "EEXIST") throw error;
}

async function removeFiles(fs: FileSystem, directory: string, names: string[]): Promise<void> {
  for (const name of names) await io("remove a leftover", fs.unlink(`${directory}/${name}`));
  if (names.length > 0) await io("sync the directory", syncDirectory(fs, directory));
}

async function activeSegment(
  directory: string,
  last: SurveyedSegment | undefined,
  { fs, segmentSize, preallocate, durableWrites }: SegmentOptions,
): Promise<SegmentFile> {
  if (last?.diagnosis.header) {
    const { header, end, sealed } = last.diagnosis;
    const path = `${directory}/${last.name}`;
    return SegmentFile.resume(fs, path, { header, end, sealed }, { durableWrites });
  }
  const logId = crypto.getRandomValues(new Uint8Array(16));
  const first = { segmentSizeLimit: segmentSize, segmentNumber: 1, firstSequence: 1, logId };
  const how = { preallocate: preallocate !== false, durableWrites };
  return SegmentFile.create(fs, directory, first, how);
}

function infoOf({ name, diagnosis }: SurveyedSegment): SegmentInfo {
  return { name, firstSequence: diagnosis.header?.firstSequence ?? 0 };
}
