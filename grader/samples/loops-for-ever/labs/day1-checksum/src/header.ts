import {
  encodeSegmentHeader,
  type FileHandle,
  parseSegmentHeader,
  type SegmentHeader,
  WalError,
} from "@wal-labs/core";
import { stamp, verify } from "./checksum.ts";
import { ChecksumMismatchError, CorruptionError } from "./errors.ts";
import { io, readFully } from "./handle-io.ts";

export function newHeader(): Uint8Array {
  const random = crypto.getRandomValues(new Uint8Array(20));
  const header = encodeSegmentHeader({
    segmentNumber: 1,
    segmentSizeLimit: 0,
    firstSequence: 1,
    logId: random.subarray(0, 16),
    salt: new DataView(random.buffer).getUint32(16),
  });
  stamp(header.subarray(4), 0); // the magic is not covered
  return header;
}

export async function readHeader(handle: FileHandle): Promise<SegmentHeader> {
  const bytes = await io("reading the header", readFully(handle, 0, 64));
  const broken = (cause: Error) => new CorruptionError(0, 0, cause);
  const foreign = (why: string) => new WalError("WAL_UNSUPPORTED", why);
  const parsed = parseSegmentHeader(bytes);
  if (parsed.kind === "incomplete") throw broken(new Error("too short for a header"));
  if (parsed.kind === "foreign") throw foreign("this is no log");
  const crc = verify(bytes.subarray(4), 0);
  if (crc.kind === "mismatch") {
    throw broken(new ChecksumMismatchError(0, crc.expected, crc.actual));
  }
  if (parsed.kind === "unsupported") throw foreign(`version ${parsed.version} is not mine`);
  if (parsed.kind === "invalid") throw broken(new Error(parsed.flaw));
  return parsed.header;
}
