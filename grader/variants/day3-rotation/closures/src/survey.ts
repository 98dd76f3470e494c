import { CorruptionError, io } from "@wal-labs/checksum";
import { type FileSystem, WalError } from "@wal-labs/core";
import { type Diagnosis, diagnose } from "@wal-labs/replay";
import { type Checkpoint, readCheckpoint } from "./checkpoint.ts";
import { inParallel } from "./in-parallel.ts";
import { reading, UNPUBLISHED } from "./published-file.ts";
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

const FILES_AT_A_TIME = 6;

/** Reads a log's directory and judges each segment in its place. Changes nothing. */
export async function survey(
  fs: FileSystem,
  directory: string,
  { maxRecordSize }: { readonly maxRecordSize?: number | undefined } = {},
): Promise<Survey> {
  const all = await io("list the log's directory", fs.readdir(directory));
  const checkpoint = await readCheckpoint(fs, directory);
  const names = segmentNames(all);
  const diagnoses = await inParallel(names, FILES_AT_A_TIME, async (name) => {
    try {
      const path = `${directory}/${name}`;
      return await reading(fs, path, (handle) => diagnose(handle, { maxRecordSize }));
    } catch (cause) {
      return unreadable(cause);
    }
  });
  const segments = names.map((name, index) => ({
    name,
    diagnosis: diagnoses[index] ?? unreadable(undefined),
    found: judge(names, diagnoses, index, checkpoint),
  }));
  return { segments, checkpoint, leftovers: all.filter((name) => name.endsWith(UNPUBLISHED)) };
}

function judge(
  names: readonly string[],
  diagnoses: readonly Diagnosis[],
  index: number,
  checkpoint: Checkpoint | undefined,
): SegmentCase {
  const number = segmentNumber(names[index] ?? "") ?? 0;
  const { kind, header } = diagnoses[index] ?? unreadable(undefined);
  const before = diagnoses[index - 1];
  const logId = checkpoint?.logId ?? diagnoses.find((each) => each.header)?.header?.logId;
  const isFirst = index === 0;
  const numberBefore = isFirst ? number - 1 : segmentNumber(names[index - 1] ?? "");
  return segmentCaseOf({
    file: kind,
    hasHeader: header !== undefined,
    isLast: index === names.length - 1,
    numberFollows: (!header || header.segmentNumber === number) && numberBefore === number - 1,
    isSameLog: !header || String(header.logId) === String(logId),
    sequenceFollows:
      !header ||
      (isFirst
        ? header.firstSequence <= (checkpoint?.sequence ?? 0) + 1
        : // Behind a segment that tells nothing, nothing can be told: it is refused itself.
          !before?.header || header.firstSequence === before.lastSequence + 1),
  });
}

function unreadable(cause: unknown): Diagnosis {
  return {
    kind: "unreadable",
    size: 0,
    end: 0,
    lastSequence: 0,
    sealed: false,
    durableSequence: 0,
    tail: "none",
    cause,
  };
}

/** Refuses a log that lacks something it once held durably, or that is not all its own. */
export function assertSound({ segments, checkpoint }: Survey): void {
  for (const segment of segments) assertNotRefused(segment);
  if (!checkpoint) return;
  const last = segments.findLast(({ found }) => found !== "unborn");
  const lastSequence = last?.diagnosis.lastSequence ?? 0;
  if (last && checkpoint.sequence <= lastSequence) return;
  const message = `there was a record ${checkpoint.sequence}, says the checkpoint`;
  throw new CorruptionError(lastSequence + 1, last?.diagnosis.end ?? 0, new Error(message));
}

function assertNotRefused({ name, found, diagnosis }: SurveyedSegment): void {
  const { cause, lastSequence, end } = diagnosis;
  switch (found) {
    case "whole":
    case "torn":
    case "unborn":
      return;
    case "unreadable":
      if (cause instanceof WalError && cause.code === "WAL_IO") throw cause;
      throw new WalError("WAL_IO", `Could not read ${name}.`, { cause });
    case "foreign":
      throw new WalError("WAL_UNSUPPORTED", `${name} is no segment.`);
    case "newer":
      throw new WalError("WAL_UNSUPPORTED", `${name} is of a newer version.`);
    case "damaged":
      throw new CorruptionError(
        lastSequence + 1,
        end,
        cause instanceof Error ? cause : new Error(`${name} is damaged`),
      );
    default:
      throw new CorruptionError(
        diagnosis.header?.firstSequence ?? lastSequence + 1,
        0,
        new Error(`${name} does not follow: ${found}`),
      );
  }
}
