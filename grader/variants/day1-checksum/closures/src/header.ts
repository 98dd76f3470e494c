import {
  encodeSegmentHeader,
  type FileHandle,
  parseSegmentHeader,
  SEGMENT_CRC_OFFSET,
  SEGMENT_HEADER_SIZE,
  type SegmentHeader,
  viewOf,
  WalError,
} from "@wal-labs/core";
import { stamp, verify } from "./checksum.ts";
import { ChecksumMismatchError, CorruptionError } from "./errors.ts";
import { io, readFully } from "./handle-io.ts";

/** The 64 bytes that begin a new log: a random log id and salt, segment 1, sequence 1, stamped. */
export function newHeader(): Uint8Array {
  const logId = crypto.getRandomValues(new Uint8Array(16));
  const salt = viewOf(crypto.getRandomValues(new Uint8Array(4))).getUint32(0, true);
  const header = { segmentSizeLimit: 0, segmentNumber: 1, firstSequence: 1, logId, salt };
  const bytes = encodeSegmentHeader(header);
  stamp(bytes.subarray(SEGMENT_CRC_OFFSET), 0);
  return bytes;
}

/**
 * Reads and verifies the segment header at the start of a file.
 *
 * @throws a `WalError` `WAL_UNSUPPORTED` when the file is no segment or of another version; a
 * {@link CorruptionError} when it is a damaged one; `WAL_IO` when it cannot be read.
 */
export async function readHeader(handle: FileHandle): Promise<SegmentHeader> {
  return headerIn(await io("read the header", readFully(handle, 0, SEGMENT_HEADER_SIZE)));
}

/** The header that `bytes` are. @throws as {@link readHeader}. */
export function headerIn(bytes: Uint8Array): SegmentHeader {
  const parsed = parseSegmentHeader(bytes);
  if (parsed.kind === "incomplete") throw damaged(new Error("the file ends inside its header."));
  if (parsed.kind === "foreign") {
    throw new WalError("WAL_UNSUPPORTED", "The file is no log: it does not begin with PWAL.");
  }
  const check = verify(bytes.subarray(SEGMENT_CRC_OFFSET), 0);
  if (check.kind === "mismatch") {
    throw damaged(new ChecksumMismatchError(0, check.expected, check.actual));
  }
  if (parsed.kind === "unsupported") {
    throw new WalError("WAL_UNSUPPORTED", `The log is of version ${parsed.version}.`);
  }
  if (parsed.kind === "invalid") throw damaged(new Error(`the header breaks ${parsed.flaw}.`));
  return parsed.header;
}

const damaged = (cause: Error): CorruptionError => new CorruptionError(0, 0, cause);
