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
 */
export function assertAllowed(diagnosis: Diagnosis, policy: Policy): void {
  const { kind, header, lastSequence, end, cause } = diagnosis;
  switch (kind) {
    case "clean":
      return;
    case "unreadable":
      throw new WalError("WAL_IO", "Could not read the log.", { cause });
    case "foreign":
      throw new WalError("WAL_UNSUPPORTED", "The file is not a segment.");
    case "newer":
      throw new WalError("WAL_UNSUPPORTED", "The segment is of a newer version.");
    case "torn":
      if (policy !== "absolute") return;
      break;
    case "corrupt":
      // Without its header nothing in a segment can be believed: there is no point to go back to.
      if (header && (policy === "point-in-time" || policy === "salvage")) return;
  }
  throw new CorruptionError(
    lastSequence + 1,
    end,
    cause instanceof Error ? cause : missing(diagnosis),
  );
}

function missing({ lastSequence, durableSequence }: Diagnosis): Error {
  return new Error(`the log ends with ${lastSequence}, and ${durableSequence} was durable`);
}
