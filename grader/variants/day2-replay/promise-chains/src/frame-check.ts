import { ChecksumMismatchError, verify } from "@wal-labs/checksum";
import type { FrameCursor } from "@wal-labs/core";

/**
 * Tells what starts at a place in `bytes`: a number is how many bytes it would take to tell, an error
 * is what is wrong, and nothing is wrong with a frame that verifies.
 */
export function check(
  cursor: FrameCursor,
  bytes: Uint8Array,
  place: number,
  salt: number,
  sequence: number,
): number | Error | undefined {
  const what = cursor.moveTo(place);
  if (what === "incomplete") return cursor.size;
  if (what !== "frame") return new Error(what);
  const verification = verify(bytes.subarray(place, place + cursor.size), salt);
  if (verification.kind === "match") return undefined;
  return new ChecksumMismatchError(sequence, verification.expected, verification.actual);
}
