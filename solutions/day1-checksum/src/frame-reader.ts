import {
  type FileHandle,
  FRAME_HEADER_SIZE,
  type Frame,
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

/**
 * Reads and verifies the frame at `offset`.
 *
 * @throws a {@link CorruptionError} unless the frame lies whole in the file, matches its checksum
 * and has the expected sequence; a `WalError` `WAL_IO` when the file system fails.
 * @exercise 1.6
 */
export async function readFrame(
  handle: FileHandle,
  offset: number,
  { sequence, salt, maxRecordSize }: Expectation,
): Promise<{ frame: Frame; size: number }> {
  const damage = (cause: Error) => new CorruptionError(sequence, offset, cause);
  let bytes = await io("read the log", readFully(handle, offset, FRAME_HEADER_SIZE));
  let parsed = parseFrame(viewOf(bytes), 0, maxRecordSize);
  if (parsed.kind === "incomplete" && bytes.length === FRAME_HEADER_SIZE) {
    bytes = await io("read the log", readFully(handle, offset, parsed.needed));
    parsed = parseFrame(viewOf(bytes), 0, maxRecordSize);
  }
  if (parsed.kind === "incomplete") throw damage(new Error("the file ends inside the frame"));
  if (parsed.kind === "invalid") throw damage(new Error(parsed.flaw));
  const verification = verify(bytes.subarray(0, parsed.size), salt);
  if (verification.kind === "mismatch") {
    const { expected, actual } = verification;
    throw damage(new ChecksumMismatchError(sequence, expected, actual));
  }
  if (parsed.frame.sequence !== sequence) {
    throw damage(new Error(`sequence ${parsed.frame.sequence} stands in its place`));
  }
  return { frame: parsed.frame, size: parsed.size };
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
 * Reads and verifies each frame from the header to the end of the file, one at a time.
 *
 * @throws as {@link readFrame}, at the first frame that is not whole.
 * @exercise 1.6
 */
export async function scan(
  handle: FileHandle,
  options: Omit<Expectation, "sequence">,
): Promise<Contents> {
  const { size } = await io("stat the log", handle.stat());
  let contents: Contents = { end: SEGMENT_HEADER_SIZE, lastSequence: 0, sealed: false };
  while (contents.end < size) {
    const sequence = contents.lastSequence + 1;
    const { frame, size } = await readFrame(handle, contents.end, { ...options, sequence });
    const sealed = frame.type === SEAL_TYPE;
    const lastSequence = sealed ? contents.lastSequence : sequence;
    contents = { end: contents.end + size, lastSequence, sealed };
  }
  return contents;
}
