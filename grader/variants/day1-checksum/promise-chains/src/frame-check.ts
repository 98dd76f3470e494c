import {
  FRAME_HEADER_SIZE,
  type Frame,
  frameSize,
  LAST_OF_BATCH,
  parseFrame,
  SEAL_TYPE,
  viewOf,
} from "@wal-labs/core";
import { verify } from "./checksum.ts";
import { ChecksumMismatchError } from "./errors.ts";

/** The two sizes that a frame's first bytes tell, added up. */
export function contentSize(head: Uint8Array): number {
  const view = viewOf(head);
  return view.getUint32(8, true) + view.getUint32(12, true);
}

/** How many bytes the frame takes that begins with `head`, or what forbids to read that many. */
export function sizeToRead(head: Uint8Array, maxRecordSize: number): number | Error {
  if (head.length < FRAME_HEADER_SIZE) return new Error("The file ends inside a frame's header.");
  const size = contentSize(head);
  if (size > maxRecordSize) return new Error(`Its ${size} bytes are over the limit.`);
  return frameSize(size, 0);
}

/** What is wrong with a block that is as long as the frame in it says; or that frame. */
export function judgeFrame(
  block: Uint8Array,
  { sequence, salt, maxRecordSize }: { sequence: number; salt: number; maxRecordSize: number },
): Frame | Error {
  const check = verify(block, salt);
  if (check.kind === "mismatch") {
    return new ChecksumMismatchError(sequence, check.expected, check.actual);
  }
  const parsed = parseFrame(viewOf(block), 0, maxRecordSize);
  if (parsed.kind === "incomplete") return new Error("The file ends inside a frame.");
  if (parsed.kind === "invalid") return new Error(`The frame has a flaw: ${parsed.flaw}.`);
  const { frame } = parsed;
  if (frame.sequence !== sequence) return new Error(`The frame is record ${frame.sequence}.`);
  if (frame.type === SEAL_TYPE && !isSeal(frame)) return new Error("The seal is not empty.");
  return frame;
}

function isSeal({ key, value, transactionId, flags }: Frame): boolean {
  return key.length + value.length + transactionId === 0 && flags === LAST_OF_BATCH;
}
