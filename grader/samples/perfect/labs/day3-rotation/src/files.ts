import {
  CorruptionError,
  io,
  RECORD_CODES,
  readFrame,
  readFully,
  readHeader,
  stamp,
  writeFully,
} from "@wal-labs/checksum";
import {
  directoryOf,
  encodeFrame,
  encodeSegmentHeader,
  type FileHandle,
  type FileSystem,
  LAST_OF_BATCH,
  SEGMENT_CRC_OFFSET,
  SEGMENT_HEADER_SIZE,
  type SegmentHeader,
  syncDirectory,
  WalError,
} from "@wal-labs/core";
import { BytesHandle } from "./bytes-handle.ts";

/** The name of a segment's file: its number in 16 digits, so that names sort as numbers do. */
export function segmentName(number: number): string {
  return `${String(number).padStart(16, "0")}.wal`;
}

/** The number in a segment's name; `undefined` when it is no segment's. */
export function segmentNumber(name: string): number | undefined {
  const number = /^\d{16}\.wal$/.test(name) ? Number(name.slice(0, 16)) : 0;
  return number > 0 && Number.isSafeInteger(number) ? number : undefined;
}

/** The names of segments among `names`, oldest first. */
export function segmentNames(names: readonly string[]): string[] {
  return names.filter(segmentNumber).sort();
}

export function isMissing(error: unknown): boolean {
  return (error as { code?: unknown } | null)?.code === "ENOENT";
}

/** Runs `body` with a file, and closes it whatever happens. */
export async function withFile<Result>(
  handle: FileHandle,
  body: (handle: FileHandle) => Promise<Result>,
): Promise<Result> {
  const result = await orClose(handle, body(handle));
  await io("close the file", handle.close());
  return result;
}

export async function orClose<Result>(handle: FileHandle, work: Promise<Result>): Promise<Result> {
  return work.catch(async (error: unknown) => {
    await handle.close().catch(() => undefined);
    throw error;
  });
}

/** Gives `path` new contents in one step (O4). The handle is the caller's to close. */
export async function publish(
  fs: FileSystem,
  path: string,
  contents: Iterable<Uint8Array>,
): Promise<FileHandle> {
  const handle = await io("publish", fs.open(`${path}.tmp`, "w+"));
  const write = async () => {
    for (const part of contents) await writeFully(handle, part);
    await handle.datasync();
    await fs.rename(`${path}.tmp`, path);
    await syncDirectory(fs, directoryOf(path));
    return handle;
  };
  return orClose(handle, io("publish", write()));
}

export function newSalt(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0] as number;
}

export function headerBytes(header: SegmentHeader): Uint8Array {
  const bytes = encodeSegmentHeader(header);
  stamp(bytes.subarray(SEGMENT_CRC_OFFSET), 0);
  return bytes;
}

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

const MAX_SNAPSHOT = 2 ** 30;

/** Replaces the checkpoint of a log. Durable when it resolves (O4). */
export async function writeCheckpoint(
  fs: FileSystem,
  directory: string,
  { sequence, highestFinished: transactionId, snapshot: value, logId }: Checkpoint,
): Promise<void> {
  const salt = newSalt();
  const key = new Uint8Array(0);
  const stamps = { sequence: sequence + 1, timestampMs: Date.now(), syncedWatermark: sequence };
  const kind = { type: RECORD_CODES.put, flags: LAST_OF_BATCH, transactionId };
  const frame = encodeFrame({ ...kind, ...stamps, key, value }, MAX_SNAPSHOT);
  const place = { segmentSizeLimit: 0, segmentNumber: 1, firstSequence: sequence + 1 };
  const contents = [headerBytes({ ...place, logId, salt }), stamp(frame, salt)];
  const handle = await publish(fs, `${directory}/checkpoint`, contents);
  await io("close the checkpoint", handle.close());
}

/** Reads the checkpoint of a log; `undefined` when there is none. */
export async function readCheckpoint(
  fs: FileSystem,
  directory: string,
): Promise<Checkpoint | undefined> {
  let handle: FileHandle;
  try {
    handle = await fs.open(`${directory}/checkpoint`, "r");
  } catch (cause) {
    if (isMissing(cause)) return undefined;
    throw new WalError("WAL_IO", "Could not open the checkpoint.", { cause });
  }
  return withFile(handle, async () => {
    const { firstSequence: sequence, salt, logId } = await readHeader(handle);
    const { size: fileSize } = await io("stat the checkpoint", handle.stat());
    const expected = { sequence, salt, maxRecordSize: Math.min(MAX_SNAPSHOT, fileSize) };
    const { frame, size } = await readFrame(handle, SEGMENT_HEADER_SIZE, expected);
    if (frame.type !== RECORD_CODES.put || frame.key.length > 0) {
      throw new WalError("WAL_UNSUPPORTED", "The file is no checkpoint.");
    }
    const end = SEGMENT_HEADER_SIZE + size;
    if (end < fileSize) throw new CorruptionError(sequence + 1, end, new Error("it goes on"));
    const snapshot = new Uint8Array(frame.value);
    return { sequence: sequence - 1, highestFinished: frame.transactionId, snapshot, logId };
  });
}

/** Keeps a copy of a segment as gzip, byte for byte what it was. Durable when it resolves (O4). */
export async function archiveSegment(
  fs: FileSystem,
  path: string,
  archivePath: string,
): Promise<void> {
  const zipped = await piped(await readAll(fs, path), new CompressionStream("gzip"));
  const handle = await publish(fs, archivePath, [zipped]);
  await io("close the archive", handle.close());
}

/** Opens an archived segment for reading. It lies in memory until the handle is dropped. */
export async function openArchived(fs: FileSystem, archivePath: string): Promise<FileHandle> {
  const zipped = await readAll(fs, archivePath);
  const bytes = await piped(zipped, new DecompressionStream("gzip")).catch((cause: unknown) => {
    throw new WalError("WAL_CORRUPTED", "The archive is damaged.", { cause });
  });
  return new BytesHandle(bytes);
}

async function readAll(fs: FileSystem, path: string): Promise<Uint8Array<ArrayBuffer>> {
  return withFile(await io("open the segment", fs.open(path, "r")), async (handle) => {
    const { size } = await io("stat the segment", handle.stat());
    return new Uint8Array(await io("read the segment", readFully(handle, 0, size)));
  });
}

async function piped(
  bytes: Uint8Array<ArrayBuffer>,
  through: CompressionStream | DecompressionStream,
): Promise<Uint8Array> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const stream = new Blob([bytes]).stream().pipeThrough(through);
  for await (const part of stream) parts.push(new Uint8Array(part));
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}
