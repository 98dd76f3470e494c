import { CorruptionError, type Entry, fromFrame, io, type Position } from "@wal-labs/checksum";
import {
  directoryOf,
  type FileHandle,
  type FileSystem,
  LAST_OF_BATCH,
  nodeFs,
  SEAL_TYPE,
  SEGMENT_HEADER_SIZE,
  syncDirectory,
} from "@wal-labs/core";
import type { DiagnosisKind } from "./case-table.ts";
import { type DiagnosisOptions, examine } from "./diagnosis.ts";
import type { FoundFrame } from "./frames.ts";
import { withLog } from "./log-handle.ts";
import { assertAllowed, type Policy } from "./policy.ts";
import { type Gap, salvage } from "./salvage.ts";

/**
 * Takes one record. The entry's bytes are never overwritten, but they lie in a larger chunk: copy
 * what is kept for long. When it gives a promise, the next record waits for it.
 */
export type Handler = (entry: Entry, position: Position) => void | Promise<void>;

/** How to {@link replay}. */
export interface ReplayOptions extends DiagnosisOptions {
  readonly fs?: FileSystem | undefined;
  readonly policy?: Policy | undefined;
  /** The last sequence that is not needed, because a snapshot holds it. Default 0. */
  readonly after?: number | undefined;
}

/** How a replay ended. */
export interface Replayed {
  /** What the log is: nothing but `clean` and `torn` unless the policy allows it. */
  readonly kind: DiagnosisKind;
  /** The sequence of the last record. */
  readonly lastSequence: number;
  /** What `salvage` skipped; empty under the other policies. */
  readonly gaps: readonly Gap[];
}

/**
 * Hands over each record behind `after`, in order and once, as far as the log is whole. What it hands
 * over is durable (O9), and a batch is handed over only if all of it is there.
 *
 * A snapshot that holds everything up to `after` proves that the log once reached that far: a log
 * that ends earlier, or begins later than the record behind it, is corrupt.
 *
 * When this rejects, the handler may have seen the records before the damage: throw away what it
 * made of them.
 *
 * @throws what the handler throws, as it is; a `CorruptionError` when records are damaged or missing
 * that were durable, unless the policy allows it; a `WalError` `WAL_UNSUPPORTED` when the file is no
 * log, of a newer version, or holds a record of unknown type; `WAL_IO` when the file system fails.
 * @exercise 2.6
 */
export async function replay(
  path: string,
  handler: Handler,
  options: ReplayOptions = {},
): Promise<Replayed> {
  return replayFrom(options.after ?? 0, path, handler, options);
}

/** Replays what is behind `needed`, which may lie before `after`: what is durable is still by that. */
export async function replayFrom(
  needed: number,
  path: string,
  handler: Handler,
  options: ReplayOptions,
): Promise<Replayed> {
  const { fs = nodeFs, policy = "tolerate-tail", after = 0, knownDurable = 0 } = options;
  const isLate = (first: number) => first > after + 1;
  const assertNotLate = (first: number) => {
    if (policy === "salvage" || !isLate(first)) return;
    const cause = new Error(`the log begins with record ${first}`);
    throw new CorruptionError(after + 1, SEGMENT_HEADER_SIZE, cause);
  };
  const deliver = delivery(handler, needed);
  const collect = batches(deliver);
  return withLog(fs, path, async (handle) => {
    if (handle) await makeDurable(fs, path, handle);
    const durable = Math.max(after, knownDurable);
    let isFirst = true;
    const diagnosis = await examine(handle, { ...options, knownDurable: durable }, (frame, at) => {
      if (isFirst) assertNotLate(frame.sequence);
      isFirst = false;
      return collect({ frame: frame.frame(), offset: at, size: frame.size });
    });
    const { kind, header, lastSequence } = diagnosis;
    if (header) assertNotLate(header.firstSequence);
    assertAllowed(diagnosis, policy);
    if (policy !== "salvage" || !handle) return { kind, lastSequence, gaps: [] };
    const gaps: Gap[] = [];
    if (header && isLate(header.firstSequence)) {
      const missing = header.firstSequence - after - 1;
      gaps.push({ offset: SEGMENT_HEADER_SIZE, size: 0, sequence: after + 1, missing });
    }
    const rest = await salvage(handle, diagnosis, options, (found) => deliver([found]));
    return { kind, lastSequence: rest.lastSequence, gaps: [...gaps, ...rest.gaps] };
  });
}

type Deliver = (frames: readonly FoundFrame[]) => void | Promise<void>;

/** Holds frames back until their batch is whole. */
function batches(deliver: Deliver): (found: FoundFrame) => void | Promise<void> {
  let held: FoundFrame[] = [];
  return (found) => {
    held.push(found);
    if ((found.frame.flags & LAST_OF_BATCH) === 0) return;
    const whole = held;
    held = [];
    return deliver(whole);
  };
}

/** Hands frames over as entries, all that is behind `needed` and no seal. */
function delivery(handler: Handler, needed: number): Deliver {
  return async (frames) => {
    const entries = frames
      .filter(({ frame }) => frame.type !== SEAL_TYPE && frame.sequence > needed)
      .map(({ frame, offset, size }) => {
        const position = { sequence: frame.sequence, offset, size };
        return [fromFrame(frame, { shared: true }), position] as const;
      });
    for (const [entry, position] of entries) {
      const handled = handler(entry, position);
      if (handled) await handled;
    }
  };
}

/** O9, and then some: contents, times and name. */
async function makeDurable(fs: FileSystem, path: string, handle: FileHandle): Promise<void> {
  await io("sync the log", handle.datasync());
  await io("sync the log", handle.sync());
  await io("sync the directory", syncDirectory(fs, directoryOf(path)));
}
