import { io } from "@wal-labs/checksum";
import { directoryOf, type FileSystem, syncDirectory } from "@wal-labs/core";
import { recover } from "@wal-labs/replay";
import type { Checkpoint } from "./checkpoint.ts";
import { SegmentFile } from "./segment-file.ts";
import { segmentName } from "./segment-name.ts";
import { assertSound, survey } from "./survey.ts";

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
  const { fs, maxRecordSize, policy } = options;
  await create(fs, directory);
  const surveyed = await survey(fs, directory, { maxRecordSize });
  assertSound(surveyed);

  const { checkpoint, leftovers, segments: all } = surveyed;
  const segments: SegmentInfo[] = [];
  const removed = [...leftovers];
  for (const { name, found, diagnosis } of all) {
    if (found === "unborn" || !diagnosis.header) removed.push(name);
    else segments.push({ name, firstSequence: diagnosis.header.firstSequence });
  }
  const last = all.findLast(({ found }) => found !== "unborn");

  if (last) await recover(`${directory}/${last.name}`, { fs, maxRecordSize, policy });
  for (const name of removed) await io("remove a leftover", fs.unlink(`${directory}/${name}`));
  await io("sync the directory", syncDirectory(fs, directory));

  if (last?.diagnosis.header) {
    const { header, end, sealed, lastSequence } = last.diagnosis;
    const place = { header, end, sealed };
    const active = await SegmentFile.resume(fs, `${directory}/${last.name}`, place);
    return { segments, active, lastSequence, checkpoint };
  }
  const logId = crypto.getRandomValues(new Uint8Array(16));
  const fields = {
    ...{ segmentSizeLimit: options.segmentSize, segmentNumber: 1 },
    ...{ firstSequence: 1, logId },
  };
  const active = await SegmentFile.create(fs, directory, fields, options.preallocate);
  const info = { name: segmentName(1), firstSequence: 1 };
  return { segments: [info], active, lastSequence: 0, checkpoint };
}

/** Creates the directory unless it is there, and makes its name durable either way (O2). */
async function create(fs: FileSystem, directory: string): Promise<void> {
  const created = fs.mkdir(directory).catch((error: { code?: unknown } | null) => {
    if (error?.code !== "EEXIST") throw error;
  });
  await io("create the directory", created);
  await io("sync the parent directory", syncDirectory(fs, directoryOf(directory)));
}
