import type { Entry, Position } from "@wal-labs/checksum";
import { type FileSystem, NotImplementedError } from "@wal-labs/core";
import type { DiagnosisKind } from "./case-table.ts";
import type { DiagnosisOptions } from "./diagnosis.ts";
import type { Policy } from "./policy.ts";
import type { Gap } from "./salvage.ts";

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
  throw new NotImplementedError("2.6");
}
