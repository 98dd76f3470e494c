import { CorruptionError, io, readFully, readHeader } from "@wal-labs/checksum";
import { type FileHandle, SEGMENT_HEADER_SIZE, type SegmentHeader, WalError } from "@wal-labs/core";
import { anythingFrom, findFrames, type WalkOptions, walk } from "./frames.ts";

/** What there is to know about a segment before it is judged. */
export interface Findings {
  readonly reads: "work" | "fail";
  readonly header: "none" | "cut-short" | "foreign" | "damaged" | "newer" | "sound";
  readonly tail: "none" | "zeros" | "damage" | "misplaced";
  /** x <= L. */
  readonly wasDurable: boolean;
  readonly isLast: boolean;
}

/** What a segment turned out to be. */
export type DiagnosisKind = "clean" | "torn" | "corrupt" | "unreadable" | "foreign" | "newer";

/** What to do about damage. */
export type Policy = "absolute" | "tolerate-tail" | "point-in-time" | "salvage";

/** What is known about a segment from elsewhere. */
export interface DiagnosisOptions extends WalkOptions {
  readonly knownDurable?: number | undefined;
  readonly isLast?: boolean | undefined;
}

/** What a segment turned out to be, and the facts. */
export interface Diagnosis {
  readonly kind: DiagnosisKind;
  readonly header?: SegmentHeader | undefined;
  readonly size: number;
  readonly end: number;
  readonly lastSequence: number;
  readonly sealed: boolean;
  readonly durableSequence: number;
  readonly tail: Findings["tail"];
  readonly cause?: unknown;
}

/** Judges findings: the chapter's table, the first line that fits. */
export function caseOf({ reads, header, tail, wasDurable, isLast }: Findings): DiagnosisKind {
  if (reads === "fail") return "unreadable";
  if (header === "foreign" || header === "newer") return header;
  if (header === "damaged" || wasDurable) return "corrupt";
  if (header === "none") return "clean";
  if (header === "sound" && tail === "misplaced") return "corrupt";
  if (header === "cut-short" || tail === "damage") return isLast ? "torn" : "corrupt";
  return "clean";
}

/** Tells what a crash, or time, has made of a segment. Changes nothing, and never throws. */
export async function diagnose(
  handle: FileHandle | undefined,
  { knownDurable = 0, isLast = true, ...options }: DiagnosisOptions = {},
): Promise<Diagnosis> {
  let durable = knownDurable;
  const nothing = { size: 0, end: 0, lastSequence: 0, sealed: false, tail: "none" } as const;
  try {
    const head = await readHead(handle);
    let found: Omit<Diagnosis, "kind" | "durableSequence" | "size"> = { ...nothing, ...head };
    if (handle && head.header) {
      const { stop, flaw, ...walked } = await walk(handle, head.header, undefined, options);
      const tail = stop === "end" ? "none" : stop === "misplaced" ? stop : "damage";
      found = { header: head.header, ...walked, tail, cause: flaw };
      if (stop !== "end" && !(await anythingFrom(handle, walked.end, options))) {
        found = { ...found, tail: "zeros", cause: undefined };
      } else if (stop !== "end") {
        for await (const { frame } of findFrames(handle, walked.end, head.header, options)) {
          durable = Math.max(durable, frame.syncedWatermark);
        }
      }
    }
    const { finding: header, size } = head;
    const { end, lastSequence, sealed, tail, cause } = found;
    const wasDurable = lastSequence + 1 <= durable;
    const kind = caseOf({ reads: "work", header, tail, wasDurable, isLast });
    const facts = { end, lastSequence, sealed, tail, cause, durableSequence: durable };
    return { kind, header: head.header, size, ...facts };
  } catch (cause) {
    return { kind: "unreadable", ...nothing, durableSequence: durable, cause };
  }
}

interface Head {
  readonly finding: Findings["header"];
  readonly size: number;
  readonly header?: SegmentHeader;
  readonly cause?: unknown;
}

/** Day 1 reads a header; here its refusals are told apart. */
async function readHead(handle: FileHandle | undefined): Promise<Head> {
  const { size } = handle ? await io("stat the log", handle.stat()) : { size: 0 };
  if (!handle || size === 0) return { finding: "none", size };
  const start = await io("read the log", readFully(handle, 0, SEGMENT_HEADER_SIZE));
  try {
    return { finding: "sound", size, header: await readHeader(handle) };
  } catch (cause) {
    if ((cause as WalError).code === "WAL_IO") throw cause;
    const [isShort, isZero] = [size <= SEGMENT_HEADER_SIZE, start.every((byte) => byte === 0)];
    const isOurs = "PWAL".startsWith(String.fromCharCode(...start.subarray(0, 4)));
    if (isShort && (isZero || size < 4)) return { finding: "cut-short", size, cause };
    if (!isOurs) return { finding: "foreign", size };
    if (cause instanceof CorruptionError) {
      return { finding: isShort ? "cut-short" : "damaged", size, cause: cause.cause };
    }
    return { finding: "newer", size };
  }
}

/** Refuses what a policy does not allow. */
export function assertAllowed(diagnosis: Diagnosis, policy: Policy): void {
  const { kind, header, cause, lastSequence, durableSequence, end } = diagnosis;
  if (kind === "unreadable") {
    throw new WalError("WAL_IO", "Could not read the log.", {
      cause: cause instanceof WalError ? cause.cause : cause,
    });
  }
  if (kind === "foreign" || kind === "newer") {
    throw new WalError("WAL_UNSUPPORTED", `The log is ${kind}.`);
  }
  const isBold = header && (policy === "point-in-time" || policy === "salvage");
  if (kind === "clean" || (kind === "torn" ? policy !== "absolute" : isBold)) return;
  const missing = new Error(`it ends before ${durableSequence}, which was durable`);
  throw new CorruptionError(lastSequence + 1, end, cause instanceof Error ? cause : missing);
}
