import {
  encodeSegmentHeader,
  type FileHandle,
  parseSegmentHeader,
  SEGMENT_CRC_OFFSET,
  SEGMENT_HEADER_SIZE,
  type SegmentHeader,
  WalError,
} from "@wal-labs/core";
import { stamp, verify } from "./checksum.ts";
import { ChecksumMismatchError, CorruptionError } from "./errors.ts";
import { io, readFully } from "./handle-io.ts";

/**
 * The 64 bytes that begin a new log: a random log id and salt, segment 1, sequence 1, stamped.
 *
 * @exercise 1.6
 */
export function newHeader(): Uint8Array {
  const logId = crypto.getRandomValues(new Uint8Array(16));
  const [salt = 0] = crypto.getRandomValues(new Uint32Array(1));
  const bytes = encodeSegmentHeader({
    segmentSizeLimit: 0,
    segmentNumber: 1,
    firstSequence: 1,
    logId,
    salt,
  });
  stamp(bytes.subarray(SEGMENT_CRC_OFFSET), 0);
  return bytes;
}

/**
 * Reads and verifies the segment header at the start of a file.
 *
 * @throws a `WalError` `WAL_UNSUPPORTED` when the file is no segment or of another version; a
 * {@link CorruptionError} when it is a damaged one; `WAL_IO` when the file system fails.
 * @exercise 1.6
 */
export async function readHeader(handle: FileHandle): Promise<SegmentHeader> {
  const bytes = await io("read the header", readFully(handle, 0, SEGMENT_HEADER_SIZE));
  const parsed = parseSegmentHeader(bytes);
  if (parsed.kind === "foreign")
    throw new WalError("WAL_UNSUPPORTED", "The file is not a segment.");
  if (parsed.kind === "incomplete")
    throw headerDamage(new Error("the segment header is cut short"));
  const verification = verify(bytes.subarray(SEGMENT_CRC_OFFSET), 0);
  if (verification.kind === "mismatch") {
    throw headerDamage(new ChecksumMismatchError(0, verification.expected, verification.actual));
  }
  if (parsed.kind === "unsupported") {
    const message = `The segment is of version ${parsed.version}, which this code does not know.`;
    throw new WalError("WAL_UNSUPPORTED", message);
  }
  if (parsed.kind === "invalid") throw headerDamage(new Error(`segment header: ${parsed.flaw}`));
  return parsed.header;
}

function headerDamage(cause: Error): CorruptionError {
  return new CorruptionError(0, 0, cause);
}
