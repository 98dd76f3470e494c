import { WalError } from "@wal-labs/core";

/** `id` itself. @throws `WAL_INVALID_ARGUMENT` unless it is a positive safe integer. */
export function transactionId(id: number): number {
  if (Number.isSafeInteger(id) && id >= 1) return id;
  throw new WalError("WAL_INVALID_ARGUMENT", `Not a transaction id: ${id}.`);
}
