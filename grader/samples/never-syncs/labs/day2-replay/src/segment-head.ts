import { ChecksumMismatchError, io, readFully, verify } from "@wal-labs/checksum";
import {
  type FileHandle,
  type ParsedSegmentHeader,
  parseSegmentHeader,
  SEGMENT_CRC_OFFSET,
  SEGMENT_HEADER_SIZE,
  type SegmentHeader,
} from "@wal-labs/core";
import type { Findings } from "./case-table.ts";

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
 */
export async function readHead(handle: FileHandle | undefined): Promise<SegmentHead> {
  if (!handle) return { finding: "none", size: 0 };
  const { size } = await io("stat the log", handle.stat());
  if (size === 0) return { finding: "none", size };
  const bytes = await io("read the header", readFully(handle, 0, SEGMENT_HEADER_SIZE));
  const parsed = parseSegmentHeader(bytes);
  if (parsed.kind === "foreign" && !isZero(bytes)) return { finding: "foreign", size };
  const flaw = flawOf(parsed, bytes);
  // Frames are written only once the header is durable: where there are none, it need not be.
  if (flaw) return { finding: size > SEGMENT_HEADER_SIZE ? "damaged" : "cut-short", flaw, size };
  if (parsed.kind === "header") return { finding: "sound", header: parsed.header, size };
  return { finding: "newer", size };
}

function flawOf(parsed: ParsedSegmentHeader, bytes: Uint8Array): Error | undefined {
  if (parsed.kind === "foreign") return new Error("the segment header is zero");
  if (parsed.kind === "incomplete") return new Error("the segment header is cut short");
  const verification = verify(bytes.subarray(SEGMENT_CRC_OFFSET), 0);
  if (verification.kind === "mismatch") {
    return new ChecksumMismatchError(0, verification.expected, verification.actual);
  }
  return parsed.kind === "invalid" ? new Error(`segment header: ${parsed.flaw}`) : undefined;
}

function isZero(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0);
}
