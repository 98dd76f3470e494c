import { CorruptionError, type Entry, fromFrame, type Position } from "@wal-labs/checksum";
import {
  type FileSystem,
  LAST_OF_BATCH,
  nodeFs,
  SEAL_TYPE,
  SEGMENT_HEADER_SIZE,
  type SegmentHeader,
} from "@wal-labs/core";
import type { DiagnosisKind } from "./case-table.ts";
import { eachInTurn } from "./chain.ts";
import { type Diagnosis, type DiagnosisOptions, examine } from "./diagnosis.ts";
import type { FoundFrame } from "./found-frames.ts";
import { syncLog, withLog } from "./log-handle.ts";
import { assertAllowed, type Policy } from "./policy.ts";
import { type Gap, salvage } from "./salvage.ts";
import { readHead } from "./segment-head.ts";
import type { Visit } from "./walk.ts";

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
export function replay(
  path: string,
  handler: Handler,
  options: ReplayOptions = {},
): Promise<Replayed> {
  const { fs = nodeFs, policy = "tolerate-tail", after = 0, knownDurable = 0 } = options;
  const facts = { ...options, knownDurable: Math.max(after, knownDurable) };
  const handOver = ({ frame, offset, size }: FoundFrame) => {
    const { sequence } = frame;
    if (frame.type === SEAL_TYPE || sequence <= after) return;
    return handler(fromFrame(frame, { shared: true }), { sequence, offset, size });
  };
  const batch: FoundFrame[] = [];
  const visit: Visit = (cursor, offset) => {
    batch.push({ frame: cursor.frame(), offset, size: cursor.size });
    if (cursor.flags !== LAST_OF_BATCH) return;
    return eachInTurn(batch.splice(0), handOver);
  };
  return withLog(fs, path, (handle) => {
    if (handle === undefined) {
      return examine(handle, facts).then((diagnosis) => finished(diagnosis, policy));
    }
    return syncLog(fs, path, handle)
      .then(() => readHead(handle))
      .then(({ header }) => lateness(header, after, policy))
      .then((late) =>
        examine(handle, facts, visit).then((diagnosis) => {
          const replayed = finished(diagnosis, policy);
          if (policy !== "salvage") return replayed;
          return salvage(handle, diagnosis, options, handOver).then(({ lastSequence, gaps }) => ({
            ...replayed,
            lastSequence,
            gaps: [...late, ...gaps],
          }));
        }),
      );
  });
}

function finished(diagnosis: Diagnosis, policy: Policy): Replayed {
  assertAllowed(diagnosis, policy);
  return { kind: diagnosis.kind, lastSequence: diagnosis.lastSequence, gaps: [] };
}

/** The gap before a log that begins too late: for salvage alone. */
function lateness(header: SegmentHeader | undefined, after: number, policy: Policy): Gap[] {
  const sequence = after + 1;
  const missing = (header?.firstSequence ?? sequence) - sequence;
  if (missing <= 0) return [];
  if (policy === "salvage") return [{ offset: SEGMENT_HEADER_SIZE, size: 0, sequence, missing }];
  const cause = new Error(`the log begins with ${header?.firstSequence}`);
  throw new CorruptionError(sequence, SEGMENT_HEADER_SIZE, cause);
}
