import { ChecksumMismatchError, io, readFully, verify } from "@wal-labs/checksum";
import {
  type FileHandle,
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
 * @exercise 2.4
 */
export function readHead(handle: FileHandle | undefined): Promise<SegmentHead> {
  if (handle === undefined) return Promise.resolve({ finding: "none", size: 0 });
  return io("stat the log", handle.stat()).then(({ size }) =>
    io("read the header", readFully(handle, 0, SEGMENT_HEADER_SIZE)).then((bytes) =>
      headOf(bytes, size),
    ),
  );
}

const MAGIC_SIZE = 4;

function headOf(bytes: Uint8Array, size: number): SegmentHead {
  const finding = size > SEGMENT_HEADER_SIZE ? "damaged" : "cut-short";
  const because = (why: string): SegmentHead => ({ finding, flaw: new Error(why), size });
  if (size === 0) return { finding: "none", size };
  if (size < MAGIC_SIZE) return because("the file is too short to tell whose it is");
  if (bytes.every((byte) => byte === 0)) return because("the header never arrived");
  const parsed = parseSegmentHeader(bytes);
  switch (parsed.kind) {
    case "foreign":
      return { finding: "foreign", size };
    case "incomplete":
      return because("the header is cut short");
  }
  const verification = verify(bytes.subarray(SEGMENT_CRC_OFFSET), 0);
  if (verification.kind === "mismatch") {
    const flaw = new ChecksumMismatchError(0, verification.expected, verification.actual);
    return { finding, flaw, size };
  }
  switch (parsed.kind) {
    case "unsupported":
      return { finding: "newer", size };
    case "invalid":
      return because(parsed.flaw);
    case "header":
      return { finding: "sound", header: parsed.header, size };
  }
}
