import { CorruptionError, io } from "@wal-labs/checksum";
import { type FileSystem, WalError } from "@wal-labs/core";
import { type Diagnosis, diagnose } from "@wal-labs/replay";
import { type Checkpoint, readCheckpoint } from "./checkpoint.ts";
import { inParallel } from "./in-parallel.ts";
import { UNPUBLISHED, using } from "./published-file.ts";
import { segmentNames, segmentNumber } from "./segment-name.ts";
import { type SegmentCase, segmentCaseOf } from "./segment-table.ts";

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

/** Reads a log's directory and judges each segment in its place. Changes nothing. */
export async function survey(
  fs: FileSystem,
  directory: string,
  options: { readonly maxRecordSize?: number | undefined } = {},
): Promise<Survey> {
  const entries = await io("read the directory", fs.readdir(directory));
  const names = segmentNames(entries);
  const checkpoint = await readCheckpoint(fs, directory);
  const indexed = [...names.entries()];
  const diagnoses = await inParallel(indexed, 8, ([index, name]) => {
    const isLast = index === names.length - 1;
    const judge = (handle: Parameters<typeof diagnose>[0]) =>
      diagnose(handle, { ...options, isLast });
    return using(fs, `${directory}/${name}`, judge).catch(unreadable);
  });

  const firstHeader = diagnoses.find(({ header }) => header)?.header;
  const logId = checkpoint?.logId ?? firstHeader?.logId ?? new Uint8Array(16);
  const segments: SurveyedSegment[] = [];
  for (const [index, name] of names.entries()) {
    const diagnosis = diagnoses[index] ?? unreadable(undefined);
    const { kind: file, header } = diagnosis;
    const before = segments.at(-1);
    const number = segmentNumber(name) ?? 0;
    const expected = before ? (segmentNumber(before.name) ?? 0) + 1 : number;
    const first = header?.firstSequence ?? 0;
    const found = segmentCaseOf({
      file,
      hasHeader: header !== undefined,
      isLast: index === names.length - 1,
      numberFollows: number === expected && (header?.segmentNumber ?? number) === number,
      isSameLog: (header?.logId ?? logId).every((byte, at) => byte === logId[at]),
      sequenceFollows: before
        ? first === before.diagnosis.lastSequence + 1
        : first <= (checkpoint?.sequence ?? 0) + 1,
    });
    segments.push({ name, diagnosis, found });
  }
  return { segments, checkpoint, leftovers: entries.filter((name) => name.endsWith(UNPUBLISHED)) };
}

function unreadable(cause: unknown): Diagnosis {
  const nothing = { size: 0, end: 0, lastSequence: 0, durableSequence: 0 };
  return { kind: "unreadable", ...nothing, sealed: false, tail: "none", cause };
}

/** Refuses a log that lacks something it once held durably, or that is not all its own. */
export function assertSound({ segments, checkpoint }: Survey): void {
  for (const segment of segments) {
    const refusal = refusalOf(segment);
    if (refusal) throw refusal;
  }
  const last = segments.filter(({ found }) => found !== "unborn").at(-1);
  const reached = last?.diagnosis.lastSequence ?? -1;
  if (checkpoint && reached < checkpoint.sequence) {
    const cause = new Error(`the checkpoint is at ${checkpoint.sequence}, the log ends before`);
    throw new CorruptionError(Math.max(0, reached) + 1, last?.diagnosis.end ?? 0, cause);
  }
}

function refusalOf({ name, diagnosis, found }: SurveyedSegment): WalError | undefined {
  const { end, lastSequence, cause } = diagnosis;
  if (found === "whole" || found === "torn" || found === "unborn") return undefined;
  if (found === "unreadable") {
    return new WalError("WAL_IO", `Could not read ${name}.`, { cause });
  }
  if (found === "foreign" || found === "newer") {
    return new WalError("WAL_UNSUPPORTED", `${name} is ${found}.`);
  }
  const why = found === "damaged" && cause instanceof Error ? cause : new Error(found);
  return new CorruptionError(lastSequence + 1, end, why);
}
