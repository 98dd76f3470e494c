import { CorruptionError, type Entry, fromFrame, type Position } from "@wal-labs/checksum";
import {
  type FileSystem,
  type FrameCursor,
  LAST_OF_BATCH,
  nodeFs,
  SEAL_TYPE,
  SEGMENT_HEADER_SIZE,
} from "@wal-labs/core";
import type { DiagnosisKind } from "./case-table.ts";
import { type DiagnosisOptions, examine } from "./diagnosis.ts";
import type { FoundFrame } from "./found-frames.ts";
import { withLog } from "./log-handle.ts";
import { assertAllowed, type Policy } from "./policy.ts";
import { type Gap, salvage } from "./salvage.ts";
import { readHead } from "./segment-head.ts";

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
 */
export async function replay(
  path: string,
  handler: Handler,
  options: ReplayOptions = {},
): Promise<Replayed> {
  const { fs = nodeFs, policy = "tolerate-tail", after = 0 } = options;
  return withLog(fs, path, async (handle) => {
    const first = (await readHead(handle)).header?.firstSequence ?? 1;
    const early = gapBefore(first, after);
    if (early && policy !== "salvage") throw beginsLate(first, early);
    const delivery = new Delivery(handler, after);
    const reached = { ...options, knownDurable: Math.max(after, options.knownDurable ?? 0) };
    const diagnosis = await examine(handle, reached, (frame, at) => delivery.take(frame, at));
    assertAllowed(diagnosis, policy);
    const { kind, lastSequence } = diagnosis;
    if (!handle || policy !== "salvage") return { kind, lastSequence, gaps: [] };
    const salvaged = await salvage(handle, diagnosis, options, (found) => delivery.give(found));
    return { kind, ...salvaged, gaps: [...(early ? [early] : []), ...salvaged.gaps] };
  });
}

/** Gives the handler what it is due, a whole batch at a time. */
class Delivery {
  readonly #handler: Handler;
  readonly #after: number;
  /** The frames of a batch whose last one has not come yet. */
  #waiting: FoundFrame[] = [];

  constructor(handler: Handler, after: number) {
    this.#handler = handler;
    this.#after = after;
  }

  take(cursor: FrameCursor, offset: number): void | Promise<void> {
    const found = { frame: cursor.frame(), offset, size: cursor.size };
    const isLast = (cursor.flags & LAST_OF_BATCH) !== 0;
    if (isLast && this.#waiting.length === 0) return this.give(found);
    this.#waiting.push(found);
    return isLast ? this.#giveBatch() : undefined;
  }

  give({ frame, offset, size }: FoundFrame): void | Promise<void> {
    const { type, sequence } = frame;
    if (type === SEAL_TYPE || sequence <= this.#after) return;
    return this.#handler(fromFrame(frame, { shared: true }), { sequence, offset, size });
  }

  async #giveBatch(): Promise<void> {
    const batch = this.#waiting;
    this.#waiting = [];
    for (const found of batch) await this.give(found);
  }
}

/** What is missing between a snapshot and the log, if anything is. */
function gapBefore(firstSequence: number, after: number): Gap | undefined {
  const missing = firstSequence - after - 1;
  if (missing <= 0) return undefined;
  return { offset: SEGMENT_HEADER_SIZE, size: 0, sequence: after + 1, missing };
}

function beginsLate(firstSequence: number, { sequence, offset }: Gap): CorruptionError {
  return new CorruptionError(sequence, offset, new Error(`the log begins with ${firstSequence}`));
}
