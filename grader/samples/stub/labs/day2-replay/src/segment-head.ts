import { type FileHandle, NotImplementedError, type SegmentHeader } from "@wal-labs/core";
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
export async function readHead(handle: FileHandle | undefined): Promise<SegmentHead> {
  throw new NotImplementedError("2.4");
}
