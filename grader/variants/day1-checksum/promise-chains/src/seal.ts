import { type Frame, LAST_OF_BATCH, SEAL_TYPE } from "@wal-labs/core";
import type { Stamp } from "./record.ts";

/** The frame that ends a log which is closed cleanly. */
export function sealFrame(stamp: Stamp): Frame {
  const [key, value] = [new Uint8Array(), new Uint8Array()];
  return { ...stamp, type: SEAL_TYPE, flags: LAST_OF_BATCH, transactionId: 0, key, value };
}
