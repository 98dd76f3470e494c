import { CorruptionError, io, readFrame, readFully } from "@wal-labs/checksum";
import {
  DEFAULT_MAX_RECORD_SIZE,
  type FileHandle,
  SEAL_TYPE,
  SEGMENT_HEADER_SIZE,
  type SegmentHeader,
  WalError,
} from "@wal-labs/core";
import { type Field, frameFields, headerFields, type Labelled } from "./inspected-fields.ts";
import { LogSource, type ToolOptions } from "./log-source.ts";
import { beginningOf } from "./segment-verdict.ts";
import { type Batches, readBatches } from "./whole-batches.ts";

/**
 * What to look at: the segment header (offset 0), or the frame that starts at an offset of a
 * segment's file, a multiple of 8; or the frame of the record with a sequence, wherever in the log.
 */
export type InspectedPlace = { readonly offset: number } | { readonly sequence: number };

/** Some bytes of a segment, each with its meaning. */
export interface Inspection {
  /** The name of the segment's file. */
  readonly segment: string;
  readonly kind: "header" | "frame";
  /** In bytes from the start of the segment. */
  readonly offset: number;
  /** Bytes that the fields cover; fewer than a header's where the file ends first. */
  readonly size: number;
  /** In the order of the file; they cover `size` bytes, each once. */
  readonly fields: readonly Field[];
  /** What is wrong with it, as part of a sentence; absent when it is valid. */
  readonly flaw?: string | undefined;
}

/**
 * Labels the bytes of one frame, or of a segment header, valid or not: a damaged frame is what one
 * looks at. Only reads. Takes the memory of one record.
 *
 * Behind the last record that is whole, a sequence means the place where it should stand.
 *
 * @throws a `WalError` `WAL_INVALID_ARGUMENT` when nothing can start at the offset, an offset is
 * asked for in a directory, or there is no record of this sequence; `WAL_UNSUPPORTED` when the file
 * is no segment or of a newer version, or the directory has none; `WAL_IO` when there is nothing at
 * `path`, or it cannot be read.
 * @exercise 5.8
 */
export async function inspect(
  path: string,
  place: InspectedPlace,
  options: ToolOptions = {},
): Promise<Inspection> {
  const { maxRecordSize = DEFAULT_MAX_RECORD_SIZE } = options;
  const source = await LogSource.at(path, options);
  const names = await source.someNames();

  const frameIn = async (handle: FileHandle, name: string, offset: number, salt?: number) =>
    labelled(name, "frame", offset, await frameFields(handle, offset, salt, maxRecordSize));

  const atOffset = async (handle: FileHandle, name: string, offset: number) => {
    const { header } = await beginningOf(handle, name);
    if (offset === 0) {
      const head = await io("read the header", readFully(handle, 0, SEGMENT_HEADER_SIZE));
      return labelled(name, "header", 0, headerFields(head));
    }
    const { size } = await io("stat the segment", handle.stat());
    const isPlace = offset >= SEGMENT_HEADER_SIZE && offset < size && offset % 8 === 0;
    if (!isPlace) throw invalid(`Nothing starts at byte ${offset} of ${name}.`);
    return frameIn(handle, name, offset, header?.salt);
  };

  const atSequence = async (handle: FileHandle, name: string, sequence: number) => {
    const { header } = await beginningOf(handle, name);
    if (!header || header.firstSequence > sequence) return undefined;
    const offset = await offsetOf(handle, header, sequence, maxRecordSize);
    return offset === undefined ? "none" : frameIn(handle, name, offset, header.salt);
  };

  if ("offset" in place) {
    if (source.isDirectory) throw invalid(`${path} is a directory: name a segment in it.`);
    const [name = ""] = names;
    const found = await source.read(name, (handle) => atOffset(handle, name, place.offset));
    if (!found) throw new WalError("WAL_IO", `There is no ${path} any more.`);
    return found;
  }
  const { sequence } = place;
  if (Number.isSafeInteger(sequence) && sequence > 0) {
    for (const name of [...names].reverse()) {
      const found = await source.read(name, (handle) => atSequence(handle, name, sequence));
      if (found === "none") break;
      if (found) return found;
    }
  }
  throw invalid(`There is no record ${sequence}.`);
}

/** Batch by batch to the last whole one, then frame by frame, then where the next one should be. */
async function offsetOf(
  handle: FileHandle,
  header: SegmentHeader,
  sequence: number,
  maxRecordSize: number,
): Promise<number | undefined> {
  const { size } = await io("stat the segment", handle.stat());
  let read: Batches = {
    frames: [],
    place: { offset: SEGMENT_HEADER_SIZE, sequence: header.firstSequence },
  };
  while (!read.stop) {
    read = await readBatches(handle, header, read.place, size, maxRecordSize);
    const found = read.frames.find(
      ({ frame }) => frame.sequence === sequence && frame.type !== SEAL_TYPE,
    );
    if (found) return found.offset;
  }
  let { offset, sequence: next } = read.place;
  try {
    for (; next < sequence; next++) {
      const expected = { sequence: next, salt: header.salt, maxRecordSize };
      offset += (await readFrame(handle, offset, expected)).size;
    }
  } catch (error) {
    if (!(error instanceof CorruptionError)) throw error;
    return undefined;
  }
  return next === sequence && offset < size ? offset : undefined;
}

function labelled(
  segment: string,
  kind: Inspection["kind"],
  offset: number,
  { fields, flaw }: Labelled,
): Inspection {
  let size = 0;
  for (const { bytes } of fields) size += bytes.length;
  return { segment, kind, offset, size, fields, flaw };
}

function invalid(message: string): WalError {
  return new WalError("WAL_INVALID_ARGUMENT", message);
}
