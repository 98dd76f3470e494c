import { CorruptionError, io } from "@wal-labs/checksum";
import { type FileSystem, WalError } from "@wal-labs/core";
import { type Diagnosis, type DiagnosisKind, diagnose } from "@wal-labs/replay";
import { type Checkpoint, readCheckpoint, segmentNames, segmentNumber, withFile } from "./files.ts";
import { inParallel } from "./in-parallel.ts";

/** What there is to know about a segment in its place. */
export interface SegmentFindings {
  /** What day 2 says of the file by itself. */
  readonly file: DiagnosisKind;
  /** Whether it has a sound header. */
  readonly hasHeader: boolean;
  /** Whether no segment follows it. */
  readonly isLast: boolean;
  /** Whether its number is its name's, and one more than that of the segment before it. */
  readonly numberFollows: boolean;
  /** Whether its log id is that of the other segments, and of the checkpoint. */
  readonly isSameLog: boolean;
  /**
   * Whether its first sequence is one more than the last of the segment before it; for the first
   * segment, at most one more than the checkpoint's.
   */
  readonly sequenceFollows: boolean;
}

/** What a segment in its place turned out to be: see the chapter's table. */
export type SegmentCase =
  | "whole"
  | "torn"
  | "unborn"
  | "missing"
  | "gap"
  | "foreign-log"
  | "damaged"
  | "unreadable"
  | "foreign"
  | "newer";

/** Judges findings: the first line that fits decides. There is no other case. */
export function segmentCaseOf(is: SegmentFindings): SegmentCase {
  const { file } = is;
  if (file === "unreadable" || file === "foreign" || file === "newer") return file;
  if (!is.numberFollows) return "missing";
  if (!is.hasHeader) return is.isLast && file !== "corrupt" ? "unborn" : "damaged";
  if (!is.isSameLog) return "foreign-log";
  if (!is.sequenceFollows) return "gap";
  if (file === "clean") return "whole";
  return file === "torn" && is.isLast ? "torn" : "damaged";
}

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
  const all = await io("read the directory", fs.readdir(directory));
  const leftovers = all.filter((name) => name.endsWith(".tmp"));
  const checkpoint = await readCheckpoint(fs, directory);
  const diagnosed = await inParallel(segmentNames(all), 4, async (name) => {
    const diagnosis = await io("open the segment", fs.open(`${directory}/${name}`, "r"))
      .then((handle) => withFile(handle, () => diagnose(handle, options)))
      .catch(unreadable);
    return { name, diagnosis };
  });

  const firstSound = diagnosed.find(({ diagnosis }) => diagnosis.header);
  const logId = String(checkpoint?.logId ?? firstSound?.diagnosis.header?.logId);
  const segments = diagnosed.map(({ name, diagnosis }, index) => {
    const { kind, header } = diagnosis;
    const before = diagnosed[index - 1];
    const number = segmentNumber(name);
    const follows = before ? (segmentNumber(before.name) ?? 0) + 1 === number : true;
    const sequence = before ? before.diagnosis.lastSequence : (checkpoint?.sequence ?? 0);
    const found = segmentCaseOf({
      file: kind,
      hasHeader: header !== undefined,
      isLast: index === diagnosed.length - 1,
      numberFollows: follows && (!header || header.segmentNumber === number),
      isSameLog: String(header?.logId) === logId,
      sequenceFollows: before
        ? header?.firstSequence === sequence + 1
        : (header?.firstSequence ?? 0) <= sequence + 1,
    });
    return { name, diagnosis, found };
  });
  return { segments, checkpoint, leftovers };
}

function unreadable(cause: unknown): Diagnosis {
  const numbers = { size: 0, end: 0, lastSequence: 0, durableSequence: 0 };
  return { kind: "unreadable", ...numbers, sealed: false, tail: "none", cause };
}

/** Refuses a log that lacks something it once held durably, or that is not all its own. */
export function assertSound({ segments, checkpoint }: Survey): void {
  for (const { name, found, diagnosis } of segments) {
    const { lastSequence, end, cause } = diagnosis;
    const message = `${name} is ${found}`;
    if (found === "unreadable") throw new WalError("WAL_IO", message, { cause });
    if (found === "foreign" || found === "newer") throw new WalError("WAL_UNSUPPORTED", message);
    if (found === "whole" || found === "torn" || found === "unborn") continue;
    throw new CorruptionError(lastSequence + 1, end, new Error(message, { cause }));
  }
  const last = segments.findLast(({ found }) => found !== "unborn")?.diagnosis;
  if (checkpoint && (!last || last.lastSequence < checkpoint.sequence)) {
    const cause = new Error(`the checkpoint is at ${checkpoint.sequence}`);
    throw new CorruptionError((last?.lastSequence ?? 0) + 1, last?.end ?? 0, cause);
  }
}
