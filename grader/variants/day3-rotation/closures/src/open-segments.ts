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
  /** Whether a new segment is filled with zeros at once. */
  readonly preallocate: boolean | "ahead";
  /** A write and its sync stay two calls. */
  readonly durableWrites?: boolean;
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

/** Makes a log's directory whole. */
export async function openSegments(
  directory: string,
  options: SegmentOptions,
): Promise<OpenedSegments> {
  const { fs, policy, maxRecordSize } = options;
  const syncNames = () => io("sync the log's directory", syncDirectory(fs, directory));
  await provideDirectory(fs, directory);
  const found = await survey(fs, directory, { maxRecordSize });
  assertSound(found);
  const { checkpoint, leftovers } = found;
  const born = found.segments.filter((segment) => segment.found !== "unborn");
  const unborn = found.segments.filter((segment) => segment.found === "unborn");
  const last = born.at(-1);
  if (last) {
    const knownDurable = checkpoint?.sequence;
    await recover(`${directory}/${last.name}`, { fs, policy, maxRecordSize, knownDurable });
  }
  for (const name of [...leftovers, ...unborn.map((segment) => segment.name)]) {
    await io(`remove ${name}`, fs.unlink(`${directory}/${name}`));
    await syncNames(); // One at a time: more often than needed.
  }
  await syncNames();
  if (!last) return begin(directory, options);
  const segments = born.map(infoOf);
  const lastSequence = last.diagnosis.lastSequence;
  const active = await resume(fs, directory, last);
  return { segments, active, lastSequence, checkpoint };
}

async function provideDirectory(fs: FileSystem, directory: string): Promise<void> {
  const making = fs.mkdir(directory).catch((error: unknown) => {
    if ((error as { code?: unknown } | null)?.code !== "EEXIST") throw error;
  });
  await io("create the log's directory", making);
  await io("sync the directory around the log", syncDirectory(fs, directoryOf(directory)));
}

async function begin(directory: string, options: SegmentOptions): Promise<OpenedSegments> {
  const { fs, segmentSize, preallocate } = options;
  const logId = crypto.getRandomValues(new Uint8Array(16));
  const place = { segmentSizeLimit: segmentSize, segmentNumber: 1, firstSequence: 1, logId };
  const active = await SegmentFile.create(fs, directory, place, preallocate);
  const segments = [{ name: segmentName(1), firstSequence: 1 }];
  return { segments, active, lastSequence: 0, checkpoint: undefined };
}

function resume(fs: FileSystem, directory: string, last: SurveyedSegment): Promise<SegmentFile> {
  const { header, end, sealed } = last.diagnosis;
  if (!header) throw new Error(`${last.name} has no header, and is born.`);
  return SegmentFile.resume(fs, `${directory}/${last.name}`, { header, end, sealed });
}

function infoOf({ name, diagnosis }: SurveyedSegment): SegmentInfo {
  return { name, firstSequence: diagnosis.header?.firstSequence ?? 1 };
}
