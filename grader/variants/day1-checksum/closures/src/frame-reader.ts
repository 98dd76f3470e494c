import {
  type FileHandle,
  FRAME_HEADER_SIZE,
  type Frame,
  frameSize,
  parseFrame,
  SEAL_TYPE,
  SEGMENT_HEADER_SIZE,
  viewOf,
} from "@wal-labs/core";
import { verify } from "./checksum.ts";
import { ChecksumMismatchError, CorruptionError } from "./errors.ts";
import { io, readFully } from "./handle-io.ts";

/** What {@link readFrame} must know to believe a frame. */
export interface Expectation {
  /** The sequence that the frame must have. */
  readonly sequence: number;
  /** The salt of its segment. */
  readonly salt: number;
  /** Key and value together, in bytes; a larger frame is refused before memory is allocated. */
  readonly maxRecordSize: number;
}

/** A frame that was believed, and the bytes it takes. */
interface Found {
  readonly frame: Frame;
  readonly size: number;
}

/**
 * Reads and verifies the frame at `offset`.
 *
 * @throws a {@link CorruptionError} unless the frame lies whole in the file, matches its checksum
 * and has the expected sequence.
 */
export async function readFrame(
  handle: FileHandle,
  offset: number,
  { sequence, salt, maxRecordSize }: Expectation,
): Promise<{ frame: Frame; size: number }> {
  const get = (size: number) => io("read a frame", readFully(handle, offset, size));
  const head = await get(FRAME_HEADER_SIZE);
  return judging(sequence, offset, async () => {
    const size = sizeOf(head, maxRecordSize);
    const bytes = size === head.length ? head : await get(size);
    return frameIn(bytes, { sequence, salt, maxRecordSize });
  });
}

/** What a log holds. */
export interface Contents {
  /** Where the next frame goes, in bytes from the start of the file. */
  readonly end: number;
  /** The sequence of the last record; 0 for none. */
  readonly lastSequence: number;
  /** True when the last frame is a seal. */
  readonly sealed: boolean;
}

/**
 * Reads the file in one piece, and verifies each frame from the header to the end, one at a time.
 *
 * @throws as {@link readFrame}, at the first frame that is not whole.
 */
export async function scan(
  handle: FileHandle,
  options: Omit<Expectation, "sequence">,
): Promise<Contents> {
  const { size } = await io("ask for the size of the log", handle.stat());
  const length = Math.max(0, size - SEGMENT_HEADER_SIZE);
  const bytes = await io("read the log", readFully(handle, SEGMENT_HEADER_SIZE, length));
  let contents: Contents = { end: SEGMENT_HEADER_SIZE, lastSequence: 0, sealed: false };
  while (contents.end < SEGMENT_HEADER_SIZE + bytes.length) {
    const { end, lastSequence } = contents;
    const sequence = lastSequence + 1;
    const rest = bytes.subarray(end - SEGMENT_HEADER_SIZE);
    const found = await judging(sequence, end, () => frameIn(rest, { sequence, ...options }));
    const sealed = found.frame.type === SEAL_TYPE;
    contents = { end: end + found.size, lastSequence: sealed ? lastSequence : sequence, sealed };
  }
  return contents;
}

/** Why bytes are not the frame that they should be. */
class Flaw extends Error {}

/** Turns what `judge` has against a frame into a {@link CorruptionError} with its place. */
async function judging<Result>(
  sequence: number,
  offset: number,
  judge: () => Result | Promise<Result>,
): Promise<Result> {
  try {
    return await judge();
  } catch (error) {
    if (error instanceof Flaw || error instanceof ChecksumMismatchError) {
      throw new CorruptionError(sequence, offset, error);
    }
    throw error;
  }
}

/** The bytes that the frame takes whose first bytes these are, checked against the limit. */
function sizeOf(bytes: Uint8Array, maxRecordSize: number): number {
  if (bytes.length < FRAME_HEADER_SIZE) throw new Flaw("the file ends inside the frame.");
  const view = viewOf(bytes);
  const [keySize, valueSize] = [view.getUint32(8, true), view.getUint32(12, true)];
  if (keySize + valueSize > maxRecordSize) throw new Flaw("its size is over the limit.");
  return frameSize(keySize, valueSize);
}

/** The frame that `bytes` begin with: bounds first, then the CRC, then the fields. */
function frameIn(bytes: Uint8Array, { sequence, salt, maxRecordSize }: Expectation): Found {
  const size = sizeOf(bytes, maxRecordSize);
  if (bytes.length < size) throw new Flaw("the file ends inside the frame.");
  const block = bytes.subarray(0, size);
  const check = verify(block, salt);
  if (check.kind === "mismatch") {
    throw new ChecksumMismatchError(sequence, check.expected, check.actual);
  }
  const parsed = parseFrame(viewOf(block), 0, maxRecordSize);
  if (parsed.kind !== "frame") {
    throw new Flaw(parsed.kind === "invalid" ? `its flaw is ${parsed.flaw}.` : "it is not whole.");
  }
  const { frame } = parsed;
  if (frame.sequence !== sequence) throw new Flaw(`its sequence is ${frame.sequence}.`);
  const holdsMore = size > FRAME_HEADER_SIZE || frame.transactionId !== 0 || frame.flags !== 1;
  if (frame.type === SEAL_TYPE && holdsMore) throw new Flaw("it is a seal that holds something.");
  return { frame, size };
}
