import { CorruptionError, io } from "@wal-labs/checksum";
import { type FileSystem, WalError } from "@wal-labs/core";
import { type Diagnosis, type DiagnosisOptions, diagnose } from "@wal-labs/replay";
import { type Checkpoint, readCheckpoint } from "./checkpoint.ts";
import { inParallel } from "./in-parallel.ts";
import { UNPUBLISHED } from "./published-file.ts";
import { segmentNames, segmentNumber } from "./segment-name.ts";
import { type SegmentCase, type SegmentFindings, segmentCaseOf } from "./segment-table.ts";

/** How many segments are read at a time. Each takes the memory of a chunk. */
const READERS = 4;

/** A segment that was found, and what it is. */
export interface SurveyedSegment {
  readonly name: string;
  readonly diagnosis: Diagnosis;
  readonly found: SegmentCase;
}

/** What a log's directory holds. */
export interface Survey {
  /** Oldest first. */
  readonly segments: readonly SurveyedSegment[];
  readonly checkpoint: Checkpoint | undefined;
  /** Names of files that a crash left and nobody needs. */
  readonly leftovers: readonly string[];
}

/**
 * Reads a log's directory, several segments at a time, and judges each segment in its place. Changes
 * nothing.
 *
 * @throws a `WalError` `WAL_IO` when the directory cannot be read or a file in it not opened; what
 * {@link readCheckpoint} throws. What else is wrong with a segment is in the result.
 */
export async function survey(
  fs: FileSystem,
  directory: string,
  options: { readonly maxRecordSize?: number | undefined } = {},
): Promise<Survey> {
  const files = await io("list the directory", fs.readdir(directory));
  const checkpoint = await readCheckpoint(fs, directory);
  const names = segmentNames(files);
  const diagnoses = await inParallel(names, READERS, (name) => {
    const isLast = name === names.at(-1);
    return diagnoseFile(fs, `${directory}/${name}`, { ...options, isLast });
  });
  const logId = checkpoint?.logId ?? diagnoses.find(({ header }) => header)?.header?.logId;
  const segments: SurveyedSegment[] = [];
  for (const [index, diagnosis] of diagnoses.entries()) {
    const segment = { name: names[index] ?? "", diagnosis };
    const place = { previous: segments.at(-1), isLast: index === names.length - 1 };
    const findings = findingsOf(segment, { ...place, checkpoint, logId });
    segments.push({ ...segment, found: segmentCaseOf(findings) });
  }
  return { segments, checkpoint, leftovers: files.filter((name) => name.endsWith(UNPUBLISHED)) };
}

/** What the files around a segment say about it. */
interface Place {
  readonly previous: SurveyedSegment | undefined;
  readonly isLast: boolean;
  readonly checkpoint: Checkpoint | undefined;
  readonly logId: Uint8Array | undefined;
}

function findingsOf(
  { name, diagnosis }: Omit<SurveyedSegment, "found">,
  { previous, isLast, checkpoint, logId }: Place,
): SegmentFindings {
  const { kind: file, header } = diagnosis;
  const number = segmentNumber(name) ?? 0;
  const numberBefore = previous ? segmentNumber(previous.name) : number - 1;
  const reached = previous ? previous.diagnosis.lastSequence : (checkpoint?.sequence ?? 0);
  const first = header?.firstSequence ?? reached + 1;
  return {
    file,
    hasHeader: header !== undefined,
    isLast,
    numberFollows: numberBefore === number - 1 && (header?.segmentNumber ?? number) === number,
    isSameLog: header === undefined || String(header.logId) === String(logId),
    // Before the first segment there may be less than the checkpoint holds, never more.
    sequenceFollows: previous ? first === reached + 1 : first <= reached + 1,
  };
}

async function diagnoseFile(
  fs: FileSystem,
  path: string,
  options: DiagnosisOptions,
): Promise<Diagnosis> {
  const handle = await io("open a segment", fs.open(path, "r"));
  // It was only read: how closing goes is no news.
  return diagnose(handle, options).finally(() => handle.close().catch(() => undefined));
}

/**
 * Refuses a log that lacks something it once held durably, or that is not all its own.
 *
 * @throws a `CorruptionError` when segments or records are missing or damaged, or a segment is of
 * another log; a `WalError` `WAL_UNSUPPORTED` when a file is no segment or of a newer version;
 * `WAL_IO` when one could not be read.
 */
export function assertSound({ segments, checkpoint }: Survey): void {
  let before = checkpoint?.sequence ?? 0;
  for (const segment of segments) {
    assertUsable(segment, before);
    before = segment.diagnosis.lastSequence;
  }
  const born = segments.filter(({ found }) => found !== "unborn");
  const reached = Math.max(0, ...born.map(({ diagnosis }) => diagnosis.lastSequence));
  // A checkpoint is written beside a segment: where none is left, the log is lost, and not new.
  if (!checkpoint || (born.length > 0 && reached >= checkpoint.sequence)) return;
  const { sequence } = checkpoint;
  const cause = new Error(`the log ends with ${reached}, and its checkpoint with ${sequence}`);
  throw new CorruptionError(reached + 1, 0, cause);
}

/** @param before the last sequence before the segment. */
function assertUsable({ name, diagnosis, found }: SurveyedSegment, before: number): void {
  const { lastSequence, end, cause } = diagnosis;
  switch (found) {
    case "whole":
    case "torn":
    case "unborn":
      return;
    case "unreadable":
      throw new WalError("WAL_IO", `Could not read ${name}.`, { cause });
    case "foreign":
    case "newer":
      throw new WalError("WAL_UNSUPPORTED", `${name} is ${found}.`);
    case "damaged": {
      const why = cause instanceof Error ? `: ${cause.message}` : "";
      const first = Math.max(lastSequence, before) + 1;
      throw new CorruptionError(first, end, new Error(`${name} is damaged${why}`));
    }
    default:
      throw new CorruptionError(before + 1, 0, new Error(`${name} is ${WORDS[found]}`));
  }
}

const WORDS = {
  missing: "not the next segment",
  gap: "not where the log goes on",
  "foreign-log": "of another log",
} as const;
