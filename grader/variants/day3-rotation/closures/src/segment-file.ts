import { io, stamp } from "@wal-labs/checksum";
import {
  encodeFrame,
  encodeSegmentHeader,
  type FileHandle,
  type FileSystem,
  frameSize,
  LAST_OF_BATCH,
  SEAL_TYPE,
  SEGMENT_CRC_OFFSET,
  SEGMENT_HEADER_SIZE,
  type SegmentHeader,
} from "@wal-labs/core";
import { publish } from "./published-file.ts";
import { segmentName } from "./segment-name.ts";

/** Bytes of the seal that ends a segment. Room for it is kept in each. */
export const SEAL_SIZE: number = frameSize(0, 0);

const ZEROS_AT_A_TIME = 64 * 1024;

/** The segment that a log appends to. Makes nothing durable but by `sync` and `seal`. */
export interface SegmentFile {
  readonly header: SegmentHeader;
  /** Where the next frame goes, in bytes from the start of the file. */
  end(): number;
  /** Whether its last frame is a seal. */
  isSealed(): boolean;
  /** Whether a frame of `size` bytes fits, with a seal behind it. */
  hasRoomFor(size: number): boolean;
  /** Stamps frames, in place, and writes them behind the last one, in one go. */
  write(frames: readonly Uint8Array[]): Promise<void>;
  sync(): Promise<void>;
  /** Ends the segment behind its last record. What came before must be synced. */
  seal(nextSequence: number): Promise<void>;
  close(): Promise<void>;
}

export const SegmentFile = {
  /** Begins a new segment: durable under its name, header and all, when this resolves (O2, O4). */
  async create(
    fs: FileSystem,
    directory: string,
    fields: Omit<SegmentHeader, "salt">,
    preallocate: boolean | "ahead",
  ): Promise<SegmentFile> {
    const header = { ...fields, salt: randomSalt() };
    const zeros = preallocate ? Math.max(0, header.segmentSizeLimit - SEGMENT_HEADER_SIZE) : 0;
    const path = `${directory}/${segmentName(header.segmentNumber)}`;
    const handle = await publish(fs, path, beginning(header, zeros));
    return segmentFile(handle, header, {
      end: SEGMENT_HEADER_SIZE,
      size: SEGMENT_HEADER_SIZE + zeros,
      sealed: false,
    });
  },

  /** Goes on with a segment that is whole up to `end` and has nothing behind it. */
  async resume(
    fs: FileSystem,
    path: string,
    { header, end, sealed }: { header: SegmentHeader; end: number; sealed: boolean },
  ): Promise<SegmentFile> {
    const handle = await io("open the last segment", fs.open(path, "r+"));
    return segmentFile(handle, header, { end, size: end, sealed });
  },
};

export function randomSalt(): number {
  const [salt = 0] = crypto.getRandomValues(new Uint32Array(1));
  return salt;
}

/** The 64 bytes of a header, stamped. */
export function headerBytes(header: SegmentHeader): Uint8Array {
  const bytes = encodeSegmentHeader(header);
  stamp(bytes.subarray(SEGMENT_CRC_OFFSET), 0);
  return bytes;
}

function* beginning(header: SegmentHeader, zeros: number): Generator<Uint8Array> {
  yield headerBytes(header);
  // New memory each time: what was handed to a write may be scribbled over.
  for (let left = zeros; left > 0; left -= ZEROS_AT_A_TIME) {
    yield new Uint8Array(Math.min(left, ZEROS_AT_A_TIME));
  }
}

function segmentFile(
  handle: FileHandle,
  header: SegmentHeader,
  at: { end: number; size: number; sealed: boolean },
): SegmentFile {
  let { end, size, sealed } = at;

  const sync = () => io("sync the segment", handle.datasync());

  const write = async (frames: readonly Uint8Array[]) => {
    sealed = false;
    const bytes = joined(frames.map((frame) => stamp(frame, header.salt)));
    await io("append", writeAt(handle, bytes, end));
    end += bytes.length;
    size = Math.max(size, end);
  };

  const seal = async (nextSequence: number) => {
    await sync(); // Once more than needed: the caller has synced what the seal vouches for.
    await write([sealFrame(nextSequence)]);
    await sync();
    if (size > end) {
      await io("cut off the zeros", handle.truncate(end));
      await sync();
      size = end;
    }
    sealed = true;
  };

  return {
    header,
    end: () => end,
    isSealed: () => sealed,
    hasRoomFor: (frame) => {
      const limit = header.segmentSizeLimit;
      return limit === 0 || end + frame + SEAL_SIZE <= limit;
    },
    write,
    sync,
    seal,
    close: () => io("close the segment", handle.close()),
  };
}

function sealFrame(nextSequence: number): Uint8Array {
  const nothing = new Uint8Array(0);
  return encodeFrame({
    type: SEAL_TYPE,
    flags: LAST_OF_BATCH,
    transactionId: 0,
    sequence: nextSequence,
    timestampMs: Date.now(),
    syncedWatermark: nextSequence - 1,
    key: nothing,
    value: nothing,
  });
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const [only, ...others] = parts;
  if (only && others.length === 0) return only;
  const bytes = new Uint8Array(parts.reduce((size, { length }) => size + length, 0));
  let end = 0;
  for (const part of parts) {
    bytes.set(part, end);
    end += part.length;
  }
  return bytes;
}

/** Writes all of `bytes` at a position, however few each call takes. */
async function writeAt(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let written = 0; written < bytes.length; ) {
    const left = bytes.length - written;
    const { bytesWritten } = await handle.write(bytes, written, left, position + written);
    if (bytesWritten === 0) throw new Error("The file system took no byte and gave no error.");
    written += bytesWritten;
  }
}
