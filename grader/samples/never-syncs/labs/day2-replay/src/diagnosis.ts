import type { FileHandle, SegmentHeader } from "@wal-labs/core";
import { caseOf, type DiagnosisKind, type Findings } from "./case-table.ts";
import { chunksFrom } from "./file-window.ts";
import { findFrames } from "./found-frames.ts";
import { readHead } from "./segment-head.ts";
import { type Visit, type Walked, type WalkOptions, walk } from "./walk.ts";

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
 */
export async function diagnose(
  handle: FileHandle | undefined,
  options: DiagnosisOptions = {},
): Promise<Diagnosis> {
  try {
    return await examine(handle, options);
  } catch (cause) {
    const { watermark: durableSequence, ...nothing } = NO_CONTENTS;
    return { ...nothing, kind: "unreadable", size: 0, durableSequence, cause };
  }
}

/**
 * Diagnoses, and calls `visit` for each frame on the way.
 *
 * @throws a `WalError` `WAL_IO` when the file system fails; what `visit` throws.
 */
export async function examine(
  handle: FileHandle | undefined,
  options: DiagnosisOptions,
  visit?: Visit,
): Promise<Diagnosis> {
  const { header, finding, flaw, size } = await readHead(handle);
  const contents =
    handle && header ? await readContents(handle, header, options, visit) : NO_CONTENTS;
  const { end, lastSequence, sealed, tail, watermark } = contents;
  const durableSequence = Math.max(options.knownDurable ?? 0, watermark);
  const wasDurable = lastSequence < durableSequence;
  const isLast = options.isLast ?? true;
  const kind = caseOf({ reads: "work", header: finding, tail, wasDurable, isLast });
  const cause = contents.flaw ?? flaw;
  return { kind, header, size, end, lastSequence, sealed, tail, durableSequence, cause };
}

/** What a segment holds, and what lies behind its last whole batch. */
interface Contents extends Omit<Walked, "stop"> {
  readonly tail: Findings["tail"];
  /** The largest in any valid frame of the tail. */
  readonly watermark: number;
}

const NO_CONTENTS: Contents = {
  end: 0,
  lastSequence: 0,
  sealed: false,
  tail: "none",
  watermark: 0,
};

async function readContents(
  handle: FileHandle,
  header: SegmentHeader,
  options: WalkOptions,
  visit: Visit | undefined,
): Promise<Contents> {
  const { stop, ...walked } = await walk(handle, header, visit, options);
  if (stop === "end") return { ...walked, tail: "none", watermark: 0 };
  if (await isZeroFrom(handle, walked.end)) return { ...walked, tail: "zeros", watermark: 0 };
  let watermark = 0;
  for await (const { frame } of findFrames(handle, walked.end, header, options)) {
    watermark = Math.max(watermark, frame.syncedWatermark);
  }
  return { ...walked, tail: stop === "invalid" ? "damage" : "misplaced", watermark };
}

async function isZeroFrom(handle: FileHandle, offset: number): Promise<boolean> {
  for await (const chunk of chunksFrom(handle, offset)) {
    if (chunk.some((byte) => byte !== 0)) return false;
  }
  return true;
}
