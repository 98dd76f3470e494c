import { type FileHandle, NotImplementedError, type SegmentHeader } from "@wal-labs/core";
import type { DiagnosisKind, Findings } from "./case-table.ts";
import type { Visit, WalkOptions } from "./walk.ts";

/** What is known about a segment from elsewhere. */
export interface DiagnosisOptions extends WalkOptions {
  /**
   * A sequence that was durable for certain: a snapshot holds everything up to it, or a later
   * segment begins behind it. Default 0, none.
   */
  readonly knownDurable?: number | undefined;
  /** False when another segment follows. Default true. */
  readonly isLast?: boolean | undefined;
}

/** What a segment turned out to be, and the facts. */
export interface Diagnosis {
  readonly kind: DiagnosisKind;
  /** Absent unless it is sound. */
  readonly header?: SegmentHeader | undefined;
  /** Bytes in the file. */
  readonly size: number;
  /** Where the last whole batch ends, and so the next frame goes; 0 without a sound header. */
  readonly end: number;
  /** The sequence of the last record of that batch; 0 without a sound header. */
  readonly lastSequence: number;
  /** Whether the frame before {@link end} is a seal. */
  readonly sealed: boolean;
  /** L: the largest sequence that `knownDurable` or something behind {@link end} vouches for. */
  readonly durableSequence: number;
  /** What follows {@link end}. */
  readonly tail: Findings["tail"];
  /** Why the file could not be read, or why what stands at {@link end} is not part of the log. */
  readonly cause?: unknown;
}

/**
 * Tells what a crash, or time, has made of a segment. Changes nothing, and never throws: what cannot
 * be read is `unreadable`. Where there is no file (`undefined`), there is an empty log.
 *
 * @exercise 2.4
 */
export async function diagnose(
  handle: FileHandle | undefined,
  options: DiagnosisOptions = {},
): Promise<Diagnosis> {
  throw new NotImplementedError("2.4");
}

/**
 * Diagnoses, and calls `visit` for each frame on the way.
 *
 * @throws a `WalError` `WAL_IO` when the file system fails; what `visit` throws.
 * @exercise 2.4
 */
export async function examine(
  handle: FileHandle | undefined,
  options: DiagnosisOptions,
  visit?: Visit,
): Promise<Diagnosis> {
  throw new NotImplementedError("2.4");
}
