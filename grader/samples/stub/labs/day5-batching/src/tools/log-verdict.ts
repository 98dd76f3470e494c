import { NotImplementedError } from "@wal-labs/core";
import type { Diagnosis } from "@wal-labs/replay";
import type { SegmentCase, Survey, SurveyedSegment } from "@wal-labs/rotation";
import { reasonOf } from "./segment-verdict.ts";

/** How far a log is whole, and so what replaying it would give. */
export interface Whole {
  /** How many files. */
  readonly segments: number;
  /** The sequence of the last record before the damage, if there is any; 0 for none. */
  readonly lastSequence: number;
}

/** Where a log is not whole. */
export interface Damage {
  /** The name of the file. */
  readonly segment: string;
  /** Where the damage starts, in bytes from the start of the segment. */
  readonly offset: number;
  /** The first sequence that is not there; 0 where a damaged checkpoint does not say. */
  readonly sequence: number;
  /** What is wrong, as part of a sentence. */
  readonly reason: string;
  /** Bytes from `offset` to the end of the file. */
  readonly affectedBytes: number;
}

/**
 * What a log is. `sealed`: its last frame is a seal, so it was closed cleanly. `torn`: a crash cut
 * it short, or an append is under way; opening the log repairs it, and nothing promised is lost.
 */
export type Validation =
  | (Whole & { readonly kind: "clean"; readonly sealed: boolean })
  | (Whole & Damage & { readonly kind: "torn" | "corrupt" });

/** Day 2's diagnosis of a single file, in the words of a tool. */
export function validationOf(segment: string, diagnosis: Diagnosis): Validation {
  const { kind, end: offset, size, lastSequence, sealed } = diagnosis;
  if (kind === "clean") return { kind, segments: 1, lastSequence, sealed };
  const place = { segment, offset, sequence: lastSequence + 1, affectedBytes: size - offset };
  const verdict = kind === "torn" ? "torn" : "corrupt";
  return { kind: verdict, segments: 1, lastSequence, ...place, reason: reasonOf(diagnosis) };
}

/**
 * Day 3's survey of a directory, in the words of a tool: the first segment that is not whole
 * decides, and a log that ends before its checkpoint, or has one and no segment with a header, is
 * corrupt even where it is torn.
 *
 * @throws a `WalError` `WAL_UNSUPPORTED` or `WAL_IO` for a file that nothing can be said of.
 * @exercise 5.7
 */
export function judge({ segments, checkpoint }: Survey): Validation {
  throw new NotImplementedError("5.7");
}

/**
 * What a segment that is not whole makes of its log.
 *
 * @param before the last sequence before the segment.
 * @param segments how many there are.
 */
export function damageOf(
  { name, found, diagnosis }: SurveyedSegment,
  before: number,
  segments: number,
): Validation {
  const { header, end, size } = diagnosis;
  const kind = found === "torn" || found === "unborn" ? "torn" : "corrupt";
  // Out of its place, a segment says nothing of what comes before: all of it is in question.
  const isInPlace = found === "torn" || (found === "damaged" && header !== undefined);
  const lastSequence = isInPlace ? diagnosis.lastSequence : before;
  const offset = isInPlace ? end : 0;
  const place = { segment: name, offset, sequence: lastSequence + 1, affectedBytes: size - offset };
  const reason = WORDS[found] ?? reasonOf(diagnosis);
  return { kind, segments, lastSequence, ...place, reason };
}

const WORDS: Partial<Record<SegmentCase, string>> = {
  missing: "a segment before it is missing",
  gap: "records before it are missing",
  "foreign-log": "it is of another log",
  unborn: "a crash came while it was created",
};
