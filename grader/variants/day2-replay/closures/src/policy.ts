import { CorruptionError } from "@wal-labs/checksum";
import { WalError } from "@wal-labs/core";
import type { DiagnosisKind } from "./case-table.ts";
import type { Diagnosis } from "./diagnosis.ts";

/**
 * What to do about damage.
 *
 * - `absolute`: refuse any, even a torn tail.
 * - `tolerate-tail`: cut off a torn tail, refuse corruption. The default.
 * - `point-in-time`: go back to the last record before the damage, whatever the damage is.
 * - `salvage`: skip what is damaged and go on behind it. For reading only: a log with holes cannot be
 *   continued.
 *
 * @see RocksDB, `WALRecoveryMode`, which has the same four.
 */
export type Policy = "absolute" | "tolerate-tail" | "point-in-time" | "salvage";

/**
 * Refuses what a policy does not allow.
 *
 * @throws a `WalError` `WAL_IO`, `WAL_UNSUPPORTED` or a `CorruptionError`, by the diagnosis.
 * @exercise 2.4
 */
export function assertAllowed(diagnosis: Diagnosis, policy: Policy): void {
  const { kind, header, cause, lastSequence, end } = diagnosis;
  const refuse = (): never => {
    const why = cause instanceof Error ? cause : new Error("the log ends before what was durable");
    throw new CorruptionError(lastSequence + 1, end, why);
  };
  const actions: Record<DiagnosisKind, () => void> = {
    clean: () => undefined,
    torn: () => {
      if (policy === "absolute") refuse();
    },
    corrupt: () => {
      if (!header || policy === "absolute" || policy === "tolerate-tail") refuse();
    },
    unreadable: () => {
      if (cause instanceof WalError && cause.code === "WAL_IO") throw cause;
      throw new WalError("WAL_IO", "Could not read the log.", { cause });
    },
    foreign: () => {
      throw new WalError("WAL_UNSUPPORTED", "The file is not a segment.");
    },
    newer: () => {
      throw new WalError("WAL_UNSUPPORTED", "The segment is of a newer version.");
    },
  };
  actions[kind]();
}
