import { type Frame, WalError } from "@wal-labs/core";

/** What a frame of some type may hold besides its key. */
export interface Allowed {
  readonly key?: boolean;
  readonly value?: boolean;
  readonly transaction?: boolean;
}

/** @throws `WAL_CORRUPTED` when the frame has a field that it may not, or lacks its transaction. */
export function assertOnly(frame: Frame, { key, value, transaction }: Allowed): void {
  if (!key && frame.key.byteLength !== 0) throw corrupted("a key");
  if (!value && frame.value.byteLength !== 0) throw corrupted("a value");
  if (!transaction && frame.transactionId !== 0) throw corrupted("a transaction id");
  if (transaction && frame.transactionId < 1) throw corrupted("no transaction id");
}

function corrupted(what: string): WalError {
  return new WalError("WAL_CORRUPTED", `A record has ${what}, against its type.`);
}
