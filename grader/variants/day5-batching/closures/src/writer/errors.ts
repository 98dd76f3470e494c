import { WalError } from "@wal-labs/core";

/** For every call behind a close. */
export const closed = (): WalError => new WalError("WAL_CLOSED", "The log is closed.");

/** For an append that finds too much in front of it. */
export const busy = (bytes: number): WalError =>
  new WalError("WAL_BUSY", `${bytes} bytes wait to be written already.`);
