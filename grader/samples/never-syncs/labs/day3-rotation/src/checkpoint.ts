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
import { io, RECORD_CODES, readFrame, readHeader, stamp } from "@wal-labs/checksum";
import {
  encodeFrame,
  encodeSegmentHeader,
  type FileHandle,
  type FileSystem,
  LAST_OF_BATCH,
  SEGMENT_CRC_OFFSET,
  SEGMENT_HEADER_SIZE,
} from "@wal-labs/core";
import { publish } from "./published-file.ts";

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

const NAME = "checkpoint";
/** A snapshot may be larger than a record. */
const MAX_SNAPSHOT_SIZE = 1024 * 1024 * 1024;

/**
 * Replaces the checkpoint of a log. Durable when it resolves (O4), and until then the old one stays.
 *
 * @throws a `WalError` `WAL_TOO_LARGE` when the snapshot is over 1 GiB; `WAL_INVALID_ARGUMENT` when a
 * number does not fit; `WAL_IO` when the file system fails.
 */
export async function writeCheckpoint(
  fs: FileSystem,
  directory: string,
  { sequence, highestFinished, snapshot, logId }: Checkpoint,
): Promise<void> {
  const [salt = 0] = crypto.getRandomValues(new Uint32Array(1));
  const next = sequence + 1;
  const frame = encodeFrame(
    {
      ...{ type: RECORD_CODES.put, flags: LAST_OF_BATCH, transactionId: highestFinished },
      ...{ sequence: next, timestampMs: Date.now(), syncedWatermark: sequence },
      ...{ key: new Uint8Array(0), value: snapshot },
    },
    MAX_SNAPSHOT_SIZE,
  );
  const place = { segmentSizeLimit: 0, segmentNumber: 1, firstSequence: next };
  const header = encodeSegmentHeader({ ...place, logId, salt });
  stamp(header.subarray(SEGMENT_CRC_OFFSET), 0);
  const handle = await publish(fs, `${directory}/${NAME}`, [header, stamp(frame, salt)]);
  await io("close the checkpoint", handle.close());
}

/**
 * Reads the checkpoint of a log; `undefined` when there is none.
 *
 * @throws a `CorruptionError` when it is damaged; a `WalError` `WAL_UNSUPPORTED` when the file is no
 * checkpoint or of a newer version; `WAL_IO` when the file system fails.
 */
export async function readCheckpoint(
  fs: FileSystem,
  directory: string,
): Promise<Checkpoint | undefined> {
  const opening = fs.open(`${directory}/${NAME}`, "r").catch(ifMissing);
  const handle = await io("open the checkpoint", opening);
  if (!handle) return undefined;
  // It was only read: how closing goes is no news.
  return checkpointIn(handle).finally(() => handle.close().catch(() => undefined));
}

async function checkpointIn(handle: FileHandle): Promise<Checkpoint> {
  const { firstSequence: sequence, logId, salt } = await readHeader(handle);
  // No snapshot is larger than its file, whatever a damaged size says.
  const { size: maxRecordSize } = await io("stat the checkpoint", handle.stat());
  const expectation = { sequence, salt, maxRecordSize };
  const { frame } = await readFrame(handle, SEGMENT_HEADER_SIZE, expectation);
  const { transactionId: highestFinished, value: snapshot } = frame;
  return { sequence: sequence - 1, highestFinished, snapshot, logId };
}

function ifMissing(error: unknown): undefined {
  if ((error as { code?: unknown } | null)?.code !== "ENOENT") throw error;
}
