import {
  encodeFrame,
  encodeSegmentHeader,
  type Frame,
  LAST_OF_BATCH,
  SEGMENT_CRC_OFFSET,
} from "@wal-labs/core";
import { forge } from "../inspect.ts";
import { stampAt } from "./check.ts";

const NOTHING = new Uint8Array(0);

/** A sound header with the salt 5. */
export function header(): Uint8Array {
  const logId = new Uint8Array(16).fill(7);
  const fields = { segmentSizeLimit: 0, segmentNumber: 1, firstSequence: 1, logId, salt: 5 };
  return forgeHeader(encodeSegmentHeader(fields));
}

/** Stamps a header, in place, and returns it. */
export function forgeHeader(bytes: Uint8Array): Uint8Array {
  forge(bytes.subarray(SEGMENT_CRC_OFFSET), 0);
  return bytes;
}

/** A sound frame under the salt 5: an empty put, sequence 1, but for the fields given. */
export function frame(fields: Partial<Frame>): Uint8Array {
  const defaults = {
    type: 1,
    flags: LAST_OF_BATCH,
    transactionId: 0,
    key: NOTHING,
    value: NOTHING,
  };
  const { sequence = 1 } = fields;
  return forge(encodeFrame({ ...defaults, ...stampAt(sequence), ...fields }), 5);
}

/** The parts, one behind the other. */
export function joined(...parts: Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}
