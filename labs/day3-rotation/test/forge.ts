import { crc32, RECORD_CODES } from "@wal-labs/checksum";
import {
  encodeFrame,
  encodeSegmentHeader,
  type FileSystem,
  frameSize,
  LAST_OF_BATCH,
  SEAL_TYPE,
  SEGMENT_CRC_OFFSET,
  SEGMENT_HEADER_SIZE,
  type SegmentHeader,
  viewOf,
  WalError,
} from "@wal-labs/core";
import { SimDisk } from "@wal-labs/core/sim";

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
export const text = (some: Uint8Array): string => new TextDecoder().decode(some);
/** A record with a key and a value of one letter each. */
export const put = (letter: string) =>
  ({ type: "put", key: bytes(letter), value: bytes(letter) }) as const;

/** Where each test's log lies. */
export const DIRECTORY = "/jobs";
export const FRAME_SIZE: number = frameSize(1, 1);
export const SEAL_SIZE: number = frameSize(0, 0);
/** A segment of this size has room for exactly two such records, and a seal. */
export const SEGMENT_SIZE: number = SEGMENT_HEADER_SIZE + 2 * FRAME_SIZE + SEAL_SIZE;

/** The name and path of a segment whose number has one digit. */
export const nameOf = (number: number): string => `000000000000000${number}.wal`;
export const pathOf = (number: number): string => `${DIRECTORY}/${nameOf(number)}`;

/** A segment to be, made from core's codec and day 1's `crc32` alone. */
export interface Forged {
  readonly number: number;
  /** Default: two records in each segment before it. */
  readonly firstSequence?: number;
  /** Default 2. */
  readonly records?: number;
  /** Default true. */
  readonly sealed?: boolean;
  /** Each byte of the log id. Default 1. */
  readonly logId?: number;
}

export function segmentBytes({ number, ...more }: Forged): Uint8Array {
  const { firstSequence = 2 * number - 1, records = 2, sealed = true, logId = 1 } = more;
  const place = { segmentSizeLimit: SEGMENT_SIZE, segmentNumber: number, firstSequence };
  const header = { ...place, logId: new Uint8Array(16).fill(logId), salt: number };
  const sequences = Array.from({ length: records }, (_, index) => firstSequence + index);
  const frames = sequences.map((sequence) => frameBytes(header, sequence, RECORD_CODES.put));
  if (sealed) frames.push(frameBytes(header, firstSequence + records, SEAL_TYPE));
  const head = stamped(encodeSegmentHeader(header), SEGMENT_CRC_OFFSET, 0);
  return Uint8Array.from([head, ...frames].flatMap((part) => [...part]));
}

/** A disk with these segments on it, durable. */
export function diskWith(...segments: readonly Forged[]): SimDisk {
  const disk = new SimDisk();
  for (const segment of segments) disk.writeFile(pathOf(segment.number), segmentBytes(segment));
  return disk;
}

/** The code that a call is refused with. What is no `WalError`, such as a blank, is thrown on. */
export async function codeOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    if (error instanceof WalError) return error.code;
    throw error;
  }
  throw new Error("It was not refused.");
}

/** What a disk did: kind and file of each call, by the name that the file has in the end. */
export function calls(disk: SimDisk): string[] {
  const names = disk.log.map(({ operation: { kind, path } }) => `${kind} ${path}`);
  return names.map((line) => line.replace(`${DIRECTORY}/`, "").replace(".tmp", ""));
}

/** The most files that were open at once, while `work` used `fs`. */
export async function mostOpen(
  disk: SimDisk,
  work: (fs: FileSystem) => Promise<unknown>,
): Promise<number> {
  let most = 0;
  disk.beforeOperation(() => {
    most = Math.max(most, disk.openHandles);
  });
  await work(disk);
  return most;
}

function frameBytes({ salt }: SegmentHeader, sequence: number, type: number): Uint8Array {
  const letter = type === SEAL_TYPE ? "" : "k";
  const place = { sequence, timestampMs: 0, syncedWatermark: sequence - 1, transactionId: 0 };
  const body = { type, flags: LAST_OF_BATCH, key: bytes(letter), value: bytes(letter) };
  return stamped(encodeFrame({ ...place, ...body }), 0, salt);
}

function stamped(block: Uint8Array, crcOffset: number, seed: number): Uint8Array {
  viewOf(block).setUint32(crcOffset, crc32(block.subarray(crcOffset + 4), seed), true);
  return block;
}
