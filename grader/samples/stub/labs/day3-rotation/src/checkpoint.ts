/**
 * A checkpoint lies in the log's directory as a file of its own, in the format of a segment: a header
 * whose first sequence is the one *after* the checkpoint, and one `put` frame.
 *
 * ```text
 * header.first sequence  sequence + 1      everything below it was durable, as in any segment
 * header.log id          the log's
 * frame.transaction id   highest finished
 * frame.value            the snapshot
 * ```
 *
 * @module
 */
import { type FileSystem, NotImplementedError } from "@wal-labs/core";

/** Up to where a log is not needed any more, and what is needed instead. */
export interface Checkpoint {
  /** The snapshot holds everything up to this sequence; 0 for nothing. */
  readonly sequence: number;
  /** Every transaction up to this id is finished, its effects kept elsewhere; 0 for none. */
  readonly highestFinished: number;
  /** Bytes of the caller's own making. */
  readonly snapshot: Uint8Array;
  /** Of the log it belongs to, 16 bytes. */
  readonly logId: Uint8Array;
}

/**
 * Replaces the checkpoint of a log. Durable when it resolves (O4), and until then the old one stays.
 *
 * @throws a `WalError` `WAL_TOO_LARGE` when the snapshot is over 1 GiB; `WAL_INVALID_ARGUMENT` when a
 * number does not fit; `WAL_IO` when the file system fails.
 * @exercise 3.7
 */
export async function writeCheckpoint(
  fs: FileSystem,
  directory: string,
  { sequence, highestFinished, snapshot, logId }: Checkpoint,
): Promise<void> {
  throw new NotImplementedError("3.7");
}

/**
 * Reads the checkpoint of a log; `undefined` when there is none.
 *
 * @throws a `CorruptionError` when it is damaged; a `WalError` `WAL_UNSUPPORTED` when the file is no
 * checkpoint or of a newer version; `WAL_IO` when the file system fails.
 * @exercise 3.7
 */
export async function readCheckpoint(
  fs: FileSystem,
  directory: string,
): Promise<Checkpoint | undefined> {
  throw new NotImplementedError("3.7");
}
