import { CorruptionError, io, RECORD_CODES, readHeader, stamp } from "@wal-labs/checksum";
import {
  encodeFrame,
  type FileHandle,
  type FileSystem,
  type Frame,
  LAST_OF_BATCH,
  type SegmentHeader,
  WalError,
} from "@wal-labs/core";
import { walk } from "@wal-labs/replay";
import { closing, publish } from "./published-file.ts";
import { newSalt, stampedHeader } from "./segment-file.ts";

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

/** 1 GiB. */
const LIMIT = 1024 ** 3;

const pathIn = (directory: string) => `${directory}/checkpoint`;

/** Replaces the checkpoint of a log. Durable when it resolves (O4). */
export async function writeCheckpoint(
  fs: FileSystem,
  directory: string,
  { sequence, highestFinished, snapshot, logId }: Checkpoint,
): Promise<void> {
  const isCount = (number: number) => Number.isSafeInteger(number) && number >= 0;
  if (!isCount(sequence) || !isCount(sequence + 1) || !isCount(highestFinished)) {
    const message = `${sequence} or ${highestFinished} does not fit in a checkpoint.`;
    throw new WalError("WAL_INVALID_ARGUMENT", message);
  }
  const place = { segmentSizeLimit: 0, segmentNumber: 1, firstSequence: sequence + 1 };
  const header: SegmentHeader = { ...place, logId, salt: newSalt() };
  const frame: Frame = {
    ...{ type: RECORD_CODES.put, flags: LAST_OF_BATCH, timestampMs: Date.now() },
    ...{ sequence: sequence + 1, syncedWatermark: sequence, transactionId: highestFinished },
    ...{ key: new Uint8Array(0), value: snapshot },
  };
  const contents = [stampedHeader(header), stamp(encodeFrame(frame, LIMIT), header.salt)];
  await publish(fs, pathIn(directory), contents).then((handle) =>
    io("close the checkpoint", handle.close()),
  );
}

/** Reads the checkpoint of a log; `undefined` when there is none. */
export async function readCheckpoint(
  fs: FileSystem,
  directory: string,
): Promise<Checkpoint | undefined> {
  const absent = (error: { code?: unknown } | null) =>
    error?.code === "ENOENT" ? undefined : Promise.reject(error);
  const handle = await io("open the checkpoint", fs.open(pathIn(directory), "r").catch(absent));
  if (!handle) return undefined;
  const checkpoint = await decode(handle).catch(closing(handle));
  await io("close the checkpoint", handle.close());
  return checkpoint;
}

async function decode(handle: FileHandle): Promise<Checkpoint> {
  const header = await readHeader(handle);
  const sequence = header.firstSequence - 1;
  const frames: Frame[] = [];
  const keep = (cursor: { frame(): Frame }) => void frames.push(cursor.frame());
  const { stop, end, flaw } = await walk(handle, header, keep, { maxRecordSize: LIMIT });
  const [frame] = frames;
  if (stop !== "end" || !frame) {
    const cause = flaw ?? new Error("the checkpoint has no frame");
    throw new CorruptionError(header.firstSequence, end, cause);
  }
  const isOurs = frame.type === RECORD_CODES.put && frame.key.length === 0;
  if (!isOurs || frames.length > 1) {
    throw new WalError("WAL_UNSUPPORTED", "The file called checkpoint is something else.");
  }
  const { transactionId: highestFinished, value } = frame;
  return { sequence, highestFinished, snapshot: Uint8Array.from(value), logId: header.logId };
}
