import type { DiagnosisKind } from "@wal-labs/replay";

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

/**
 * What a segment in its place turned out to be.
 *
 * - `whole`: nothing to do. `torn`: the last one, cut short by a crash; day 2 repairs it.
 * - `unborn`: the last one, without a header: a crash while it was created. To be removed.
 * - `missing`: a segment before it is gone. `gap`: records before it are gone.
 * - `foreign-log`: a segment of another log.
 * - `damaged`: was durable and no longer matches.
 * - `unreadable`, `foreign`, `newer`: as on day 2.
 */
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

/**
 * Judges findings: the first line that fits decides. There is no other case.
 *
 */
export function segmentCaseOf(findings: SegmentFindings): SegmentCase {
  const { file, hasHeader, isLast } = findings;
  if (file === "unreadable" || file === "foreign" || file === "newer") return file;
  if (!findings.numberFollows) return "missing";
  if (!hasHeader) return isLast && file !== "corrupt" ? "unborn" : "damaged";
  if (!findings.isSameLog) return "foreign-log";
  if (!findings.sequenceFollows) return "gap";
  if (file === "corrupt") return "damaged";
  if (file === "torn") return isLast ? "torn" : "damaged";
  return "whole";
}
