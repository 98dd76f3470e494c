import { ChecksumMismatchError, io, readFully, verify } from "@wal-labs/checksum";
import {
  type FileHandle,
  parseSegmentHeader,
  SEGMENT_CRC_OFFSET,
  SEGMENT_HEADER_SIZE,
  type SegmentHeader,
} from "@wal-labs/core";
import type { Findings } from "./case-table.ts";
import { isZero } from "./reader.ts";

/** How a file begins, and how long it is. */
export interface SegmentHead {
  readonly finding: Findings["header"];
  /** There when it is sound. */
  readonly header?: SegmentHeader;
  /** What is wrong with it; there when it is cut short or damaged. */
  readonly flaw?: Error;
  /** Bytes in the file. */
  readonly size: number;
}

/**
 * Reads how a file begins; an absent one begins as an empty one does.
 *
 * @throws a `WalError` `WAL_IO` when the file system fails.
 * @exercise 2.4
 */
export async function readHead(handle: FileHandle | undefined): Promise<SegmentHead> {
  if (!handle) return { finding: "none", size: 0 };
  const { size } = await io("stat the log", handle.stat());
  const bytes = await io("read the header", readFully(handle, 0, SEGMENT_HEADER_SIZE));
  return { size, ...judge(bytes, size) };
}

function judge(bytes: Uint8Array, size: number): Omit<SegmentHead, "size"> {
  const bad = (message: string): Omit<SegmentHead, "size"> => ({
    finding: size <= SEGMENT_HEADER_SIZE ? "cut-short" : "damaged",
    flaw: new Error(message),
  });
  if (size === 0) return { finding: "none" };
  if (isZero(bytes)) return bad("the segment header is zero");
  const parsed = parseSegmentHeader(bytes);
  if (parsed.kind === "foreign") return { finding: "foreign" };
  if (parsed.kind === "incomplete") return bad("the segment header is cut short");
  const verification = verify(bytes.subarray(SEGMENT_CRC_OFFSET), 0);
  if (verification.kind === "mismatch") {
    const { expected, actual } = verification;
    return { ...bad(""), flaw: new ChecksumMismatchError(0, expected, actual) };
  }
  if (parsed.kind === "unsupported") return { finding: "newer" };
  if (parsed.kind === "invalid") return bad(`segment header: ${parsed.flaw}`);
  return { finding: "sound", header: parsed.header };
}
