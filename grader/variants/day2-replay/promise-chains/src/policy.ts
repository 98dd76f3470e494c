import { CorruptionError } from "@wal-labs/checksum";
import { WalError } from "@wal-labs/core";
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
  switch (diagnosis.kind) {
    case "clean":
      return;
    case "torn":
      if (policy === "absolute") throw damage(diagnosis);
      return;
    case "corrupt":
      switch (diagnosis.header && policy) {
        case "point-in-time":
        case "salvage":
          return;
      }
      throw damage(diagnosis);
    case "unreadable":
      throw diagnosis.cause instanceof WalError
        ? diagnosis.cause
        : new WalError("WAL_IO", "Could not read the log.", { cause: diagnosis.cause });
    case "foreign":
    case "newer":
      throw new WalError("WAL_UNSUPPORTED", `The file is ${diagnosis.kind}.`);
  }
}

function damage({ lastSequence, end, cause, durableSequence }: Diagnosis): CorruptionError {
  const missing = new Error(`records up to ${durableSequence} were durable`);
  return new CorruptionError(lastSequence + 1, end, cause instanceof Error ? cause : missing);
}
