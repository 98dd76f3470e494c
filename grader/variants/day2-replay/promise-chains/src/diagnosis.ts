import type { FileHandle, SegmentHeader } from "@wal-labs/core";
import { caseOf, type DiagnosisKind, type Findings } from "./case-table.ts";
import { attempt, repeat } from "./chain.ts";
import { FileWindow } from "./file-window.ts";
import { allFrames } from "./found-frames.ts";
import { readHead } from "./segment-head.ts";
import { type Stop, type Visit, type WalkOptions, walk } from "./walk.ts";

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
export function diagnose(
  handle: FileHandle | undefined,
  options: DiagnosisOptions = {},
): Promise<Diagnosis> {
  return attempt(() => examine(handle, options)).catch((cause: unknown) => {
    const facts = { size: 0, ...NOTHING, durableSequence: 0, tail: "none" } as const;
    return { kind: "unreadable", ...facts, cause };
  });
}

/**
 * Diagnoses, and calls `visit` for each frame on the way.
 *
 * @throws a `WalError` `WAL_IO` when the file system fails; what `visit` throws.
 * @exercise 2.4
 */
export function examine(
  handle: FileHandle | undefined,
  options: DiagnosisOptions,
  visit?: Visit,
): Promise<Diagnosis> {
  return readHead(handle).then(({ finding, header, flaw, size }) => {
    if (handle === undefined || header === undefined) {
      const facts = { ...NOTHING, tail: "none", watermark: 0 } as const;
      return judged(finding, { ...facts, size, cause: flaw }, options);
    }
    return walk(handle, header, visit, options).then(({ stop, flaw: cause, ...walked }) =>
      tailAt(handle, walked.end, stop).then((tail) => {
        const facts = { header, size, ...walked, tail, cause };
        if (tail === "none" || tail === "zeros") {
          return judged(finding, { ...facts, watermark: 0 }, options);
        }
        return allFrames(handle, walked.end, header, options).then((found) => {
          const watermark = found.reduce(
            (largest, { frame }) => Math.max(largest, frame.syncedWatermark),
            0,
          );
          return judged(finding, { ...facts, watermark }, options);
        });
      }),
    );
  });
}

const NOTHING = { end: 0, lastSequence: 0, sealed: false } as const;

type Facts = Omit<Diagnosis, "kind" | "durableSequence"> & { readonly watermark: number };

function judged(
  header: Findings["header"],
  { watermark, ...facts }: Facts,
  { knownDurable = 0, isLast = true }: DiagnosisOptions,
): Diagnosis {
  const durableSequence = Math.max(knownDurable, watermark);
  const wasDurable = facts.lastSequence < durableSequence;
  const kind = caseOf({ reads: "work", header, tail: facts.tail, wasDurable, isLast });
  return { ...facts, kind, durableSequence };
}

function tailAt(handle: FileHandle, end: number, stop: Stop): Promise<Diagnosis["tail"]> {
  if (stop === "end") return Promise.resolve("none");
  if (stop === "misplaced") return Promise.resolve("misplaced");
  const window = new FileWindow(handle);
  let [offset, tail]: [number, Diagnosis["tail"]] = [end, "zeros"];
  return repeat(() =>
    window.at(offset, 1).then((bytes) => {
      offset += bytes.length;
      if (bytes.some((byte) => byte !== 0)) tail = "damage";
      return bytes.length > 0 && tail === "zeros";
    }),
  ).then(() => tail);
}
