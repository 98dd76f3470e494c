import { type FileHandle, type Frame, parseFrame, SEAL_TYPE } from "@wal-labs/core";
import { verify } from "./checksum.ts";
import { ChecksumMismatchError, CorruptionError } from "./errors.ts";
import { io, readFully } from "./handle-io.ts";

export interface Expectation {
  readonly sequence: number;
  readonly salt: number;
  readonly maxRecordSize: number;
}

export interface Contents {
  readonly end: number;
  readonly lastSequence: number;
  readonly sealed: boolean;
}

const HEADER = 48;

/** Enough bytes for the frame at `offset`, or as many as there are. */
async function bytesAt(handle: FileHandle, offset: number, limit: number): Promise<Uint8Array> {
  const head = await io("reading a frame", readFully(handle, offset, HEADER));
  const first = parseFrame(new DataView(head.buffer, 0, head.length), 0, limit);
  if (first.kind !== "incomplete" || first.needed <= head.length || head.length < HEADER) {
    return head;
  }
  return io("reading a frame", readFully(handle, offset, first.needed));
}

export async function readFrame(
  handle: FileHandle,
  offset: number,
  { sequence, salt, maxRecordSize }: Expectation,
): Promise<{ frame: Frame; size: number }> {
  const bytes = await bytesAt(handle, offset, maxRecordSize);
  const parsed = parseFrame(new DataView(bytes.buffer, 0, bytes.length), 0, maxRecordSize);
  const flawOf = (): Error | undefined => {
    if (parsed.kind === "incomplete") return new Error("the end of the file cuts it off");
    if (parsed.kind === "invalid") return new Error(parsed.flaw);
    const crc = verify(bytes.subarray(0, parsed.size), salt);
    if (crc.kind === "mismatch") {
      return new ChecksumMismatchError(sequence, crc.expected, crc.actual);
    }
    if (parsed.frame.sequence !== sequence) return new Error(`it is ${parsed.frame.sequence}`);
    return undefined;
  };
  const flaw = flawOf();
  if (flaw || parsed.kind !== "frame") {
    throw new CorruptionError(sequence, offset, flaw ?? new Error("no frame"));
  }
  return parsed;
}

export async function scan(
  handle: FileHandle,
  options: Omit<Expectation, "sequence">,
): Promise<Contents> {
  const { size: fileSize } = await io("looking at the size", handle.stat());
  const from = async (end: number, lastSequence: number, sealed: boolean): Promise<Contents> => {
    let [at, last, isSealed] = [end, lastSequence, sealed];
    while (at < fileSize) {
      const { frame, size } = await readFrame(handle, at, { ...options, sequence: last + 1 });
      at += size;
      isSealed = frame.type === SEAL_TYPE;
      if (!isSealed) last += 1;
    }
    return { end: at, lastSequence: last, sealed: isSealed };
  };
  return from(64, 0, false);
}
