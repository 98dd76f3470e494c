import {
  CorruptionError,
  io,
  RECORD_CODES,
  readFrame,
  readHeader,
  stamp,
} from "@wal-labs/checksum";
import {
  encodeFrame,
  type FileHandle,
  type FileSystem,
  LAST_OF_BATCH,
  SEGMENT_HEADER_SIZE,
  WalError,
} from "@wal-labs/core";
import { closedOnFailure, publish } from "./published-file.ts";
import { headerBytes, randomSalt } from "./segment-file.ts";

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
const MAX_SNAPSHOT = 2 ** 30;

/** Replaces the checkpoint of a log. Durable when it resolves (O4). */
export async function writeCheckpoint(
  fs: FileSystem,
  directory: string,
  checkpoint: Checkpoint,
): Promise<void> {
  const handle = await publish(fs, `${directory}/${NAME}`, bytesOf(checkpoint));
  await io("close the checkpoint", handle.close());
}

/** Reads the checkpoint of a log; `undefined` when there is none. */
export async function readCheckpoint(
  fs: FileSystem,
  directory: string,
): Promise<Checkpoint | undefined> {
  const opening = fs.open(`${directory}/${NAME}`, "r").catch((error: unknown) => {
    if ((error as { code?: unknown } | null)?.code !== "ENOENT") throw error;
    return undefined;
  });
  const handle = await io("open the checkpoint", opening);
  if (!handle) return undefined;
  const checkpoint = await closedOnFailure(handle, () => readFrom(handle));
  await io("close the checkpoint", handle.close());
  return checkpoint;
}

function bytesOf({ sequence, highestFinished, snapshot, logId }: Checkpoint): Uint8Array[] {
  const salt = randomSalt();
  try {
    const frame = encodeFrame(
      {
        type: RECORD_CODES.put,
        flags: LAST_OF_BATCH,
        transactionId: highestFinished,
        sequence: sequence + 1,
        timestampMs: Date.now(),
        syncedWatermark: sequence,
        key: new Uint8Array(0),
        value: snapshot,
      },
      MAX_SNAPSHOT,
    );
    const place = { segmentSizeLimit: 0, segmentNumber: 1, firstSequence: sequence + 1 };
    return [headerBytes({ ...place, logId, salt }), stamp(frame, salt)];
  } catch (cause) {
    if (cause instanceof WalError) throw cause;
    throw new WalError("WAL_INVALID_ARGUMENT", "This is no checkpoint.", { cause });
  }
}

async function readFrom(handle: FileHandle): Promise<Checkpoint> {
  const { firstSequence, salt, logId, segmentNumber, segmentSizeLimit } = await readHeader(handle);
  if (segmentNumber !== 1 || segmentSizeLimit !== 0) throw somethingElse();
  const { size: fileSize } = await io("stat the checkpoint", handle.stat());
  // No record is larger than its file: a damaged size costs no memory.
  const maxRecordSize = Math.min(MAX_SNAPSHOT, fileSize);
  const expected = { sequence: firstSequence, salt, maxRecordSize };
  const { frame, size } = await readFrame(handle, SEGMENT_HEADER_SIZE, expected);
  const end = SEGMENT_HEADER_SIZE + size;
  if (fileSize > end) throw new CorruptionError(firstSequence, end, new Error("more bytes follow"));
  const sequence = firstSequence - 1;
  const { type, flags, key, syncedWatermark } = frame;
  const isOurs = type === RECORD_CODES.put && flags === LAST_OF_BATCH && key.length === 0;
  if (!isOurs || syncedWatermark !== sequence) throw somethingElse();
  const snapshot = new Uint8Array(frame.value);
  return { sequence, highestFinished: frame.transactionId, snapshot, logId };
}

function somethingElse(): WalError {
  return new WalError("WAL_UNSUPPORTED", "The file is no checkpoint.");
}
