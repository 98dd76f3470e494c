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
import { randomBytes, randomUint32 } from "./random.ts";

/** The 64 bytes that begin a new log: a random log id and salt, segment 1, sequence 1, stamped. */
export function newHeader(): Uint8Array {
  const bytes = encodeSegmentHeader({
    segmentSizeLimit: 0,
    segmentNumber: 1,
    firstSequence: 1,
    logId: randomBytes(16),
    salt: randomUint32(),
  });
  stamp(bytes.subarray(SEGMENT_CRC_OFFSET), 0);
  return bytes;
}

/**
 * Reads and verifies the segment header at the start of a file.
 *
 * @throws a `WalError` `WAL_UNSUPPORTED` when the file is no segment or of another version; a
 * {@link CorruptionError} when it is a damaged one.
 */
export function readHeader(handle: FileHandle): Promise<SegmentHeader> {
  return io("read the header", readFully(handle, 0, SEGMENT_HEADER_SIZE)).then(believeHeader);
}

function believeHeader(bytes: Uint8Array): SegmentHeader {
  const parsed = parseSegmentHeader(bytes);
  switch (parsed.kind) {
    case "incomplete":
      throw new CorruptionError(0, 0, new Error("The file is shorter than a header."));
    case "foreign":
      throw new WalError("WAL_UNSUPPORTED", "The file is not a log.");
    case "unsupported":
      assertSound(bytes);
      throw new WalError("WAL_UNSUPPORTED", `The file is of version ${parsed.version}.`);
    case "invalid":
      assertSound(bytes);
      throw new CorruptionError(0, 0, new Error(`The header has a flaw: ${parsed.flaw}.`));
    case "header":
      assertSound(bytes);
      return parsed.header;
  }
}

function assertSound(bytes: Uint8Array): void {
  const check = verify(bytes.subarray(SEGMENT_CRC_OFFSET), 0);
  if (check.kind === "match") return;
  throw new CorruptionError(0, 0, new ChecksumMismatchError(0, check.expected, check.actual));
}
