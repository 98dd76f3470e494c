import {
  encodeFrame,
  encodeSegmentHeader,
  type Frame,
  LAST_OF_BATCH,
  SEAL_TYPE,
  SEGMENT_CRC_OFFSET,
  type SegmentHeader,
} from "@wal-labs/core";
import { forge } from "./inspect.ts";
import { stampAt } from "./sample-records.ts";

const NOTHING = new Uint8Array(0);
const SALT = 5;

/** Who the forged log is: segment 1, from sequence 1 on, with the salt 5. */
export const SEGMENT: SegmentHeader = {
  segmentSizeLimit: 0,
  segmentNumber: 1,
  firstSequence: 1,
  logId: new Uint8Array(16).fill(7),
  salt: SALT,
};

/** A sound header of {@link SEGMENT}, but for the fields given. */
export function header(fields: Partial<SegmentHeader> = {}): Uint8Array {
  return forgeHeader(encodeSegmentHeader({ ...SEGMENT, ...fields }));
}

/** Stamps a header, in place, and returns it. */
export function forgeHeader(bytes: Uint8Array): Uint8Array {
  forge(bytes.subarray(SEGMENT_CRC_OFFSET), 0);
  return bytes;
}

/** A sound frame: an empty put, sequence 1, in a batch of its own, but for the fields given. */
export function frame(fields: Partial<Frame>, salt = SALT): Uint8Array {
  const defaults = {
    type: 1,
    flags: LAST_OF_BATCH,
    transactionId: 0,
    key: NOTHING,
    value: NOTHING,
  };
  const { sequence = 1 } = fields;
  return forge(encodeFrame({ ...defaults, ...stampAt(sequence), ...fields }), salt);
}

/** The seal of a log whose next record would have this sequence. */
export function seal(sequence: number): Uint8Array {
  return frame({ type: SEAL_TYPE, sequence });
}

/** The parts, one behind the other. */
export function joined(...parts: Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}
