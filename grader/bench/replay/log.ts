import { open } from "node:fs/promises";
import { crc32 } from "node:zlib";
import {
  encodeFrame,
  LAST_OF_BATCH,
  parseSegmentHeader,
  SEGMENT_HEADER_SIZE,
} from "@wal-labs/core";
import { newHeader, RECORD_CODES, readHeader, stamp } from "@wal-labs/solution-checksum";
import { replay, walk } from "@wal-labs/solution-replay";
import { eachRecord, inPortions, type Records } from "./records.ts";

const CHUNK_SIZE = 256 * 1024;

/** Writes what `LogFile` would, in large portions and with one sync. */
export async function writeLog(path: string, records: Records): Promise<void> {
  const header = newHeader();
  const parsed = parseSegmentHeader(header);
  if (parsed.kind !== "header") throw new Error(`The header is ${parsed.kind}.`);
  await using file = await open(path, "wx");
  await file.write(header, 0, SEGMENT_HEADER_SIZE);
  await inPortions(framesOf(records, parsed.header.salt), (portion) => file.write(portion));
  await file.datasync();
}

/** The least that a scan can cost: reads the file in chunks and takes the CRC of each. */
export async function readOnly(path: string): Promise<void> {
  await using file = await open(path);
  const chunk = Buffer.alloc(CHUNK_SIZE);
  for (let crc = 0; ; ) {
    const { bytesRead } = await file.read(chunk, 0, CHUNK_SIZE, null);
    if (bytesRead === 0) return;
    crc = crc32(chunk.subarray(0, bytesRead), crc);
  }
}

/** Verifies each frame, and sees where it lies. Gives how many there are. */
export async function scan(path: string): Promise<number> {
  await using file = await open(path);
  let count = 0;
  const visit = (): void => {
    count += 1;
  };
  await walk(file, await readHeader(file), visit, { chunkSize: CHUNK_SIZE });
  return count;
}

/** Verifies each record, decodes it and hands it over. Gives how many there are. */
export async function replayAll(path: string): Promise<number> {
  let count = 0;
  const handler = (): void => {
    count += 1;
  };
  await replay(path, handler, { chunkSize: CHUNK_SIZE });
  return count;
}

function* framesOf(records: Records, salt: number): Generator<Uint8Array> {
  const fields = { type: RECORD_CODES.put, flags: LAST_OF_BATCH, transactionId: 0 };
  const timestampMs = Date.now();
  let sequence = 0;
  for (const { key, value } of eachRecord(records)) {
    sequence += 1;
    const stamped = { sequence, timestampMs, syncedWatermark: sequence - 1 };
    yield stamp(encodeFrame({ ...fields, ...stamped, key, value }), salt);
  }
}
