import type { FileHandle, SegmentHeader } from "@wal-labs/core";
import { caseOf, type DiagnosisKind, type Findings } from "./case-table.ts";
import { eachFrame } from "./frames.ts";
import { eachChunk, isZero, readerOf } from "./reader.ts";
import { readHead } from "./segment-head.ts";
import { type Visit, type WalkOptions, walk } from "./walk.ts";

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
  /** The sequence of the last record of that batch. */
  readonly lastSequence: number;
  /** Whether the frame before {@link end} is a seal. */
  readonly sealed: boolean;
  /** L: the largest sequence that something behind {@link end} shows to have been durable. */
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
  try {
    return await examine(handle, options);
  } catch (cause) {
    const { knownDurable = 0, isLast = true } = options;
    const facts = { header: "none", tail: "none", wasDurable: false, isLast } as const;
    return {
      kind: caseOf({ reads: "fail", ...facts }),
      ...{ size: 0, end: 0, lastSequence: 0, sealed: false, tail: "none" },
      durableSequence: knownDurable,
      cause,
    };
  }
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
  const { knownDurable = 0, isLast = true } = options;
  const { finding, header, flaw, size } = await readHead(handle);
  let found: Found = { end: 0, lastSequence: 0, sealed: false, tail: "none", cause: flaw };
  let durableSequence = knownDurable;
  if (handle && header) {
    found = await follow(handle, header, visit, options);
    if (found.tail === "damage" || found.tail === "misplaced") {
      await eachFrame(handle, found.end, header.salt, options, ({ frame }) => {
        durableSequence = Math.max(durableSequence, frame.syncedWatermark);
      });
    }
  }
  const wasDurable = found.lastSequence + 1 <= durableSequence;
  const kind = caseOf({ reads: "work", header: finding, tail: found.tail, wasDurable, isLast });
  return { kind, header, size, durableSequence, ...found };
}

type Found = Pick<Diagnosis, "end" | "lastSequence" | "sealed" | "tail" | "cause">;

/** Walks, and tells what follows. */
async function follow(
  handle: FileHandle,
  header: SegmentHeader,
  visit: Visit | undefined,
  options: DiagnosisOptions,
): Promise<Found> {
  const { stop, flaw, ...whole } = await walk(handle, header, visit, options);
  if (stop === "end") return { ...whole, tail: "none" };
  if (stop === "misplaced") return { ...whole, tail: "misplaced", cause: flaw };
  let zero = true;
  await eachChunk(readerOf(handle, options.chunkSize), whole.end, (bytes) => {
    zero = isZero(bytes);
    return zero;
  });
  return zero ? { ...whole, tail: "zeros" } : { ...whole, tail: "damage", cause: flaw };
}
