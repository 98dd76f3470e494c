import { io, readFully } from "@wal-labs/checksum";
import {
  type FileHandle,
  SEAL_TYPE,
  SEGMENT_HEADER_SIZE,
  type SegmentHeader,
  WalError,
} from "@wal-labs/core";
import { walk } from "@wal-labs/replay";
import { type Field, frameFields, headerFields, type Labelled } from "./inspected-fields.ts";
import { LogSource, type ToolOptions } from "./log-source.ts";
import { beginningOf } from "./segment-verdict.ts";

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
  const source = await LogSource.at(path, options);
  const names = await source.someNames();
  if ("offset" in place) {
    if (source.isDirectory) throw invalid("An offset is one in a segment's file.");
    const [name = ""] = names;
    const found = await source.read(name, (handle) => at(handle, name, place.offset, options));
    if (found) return found;
    throw new WalError("WAL_IO", `${path} has gone.`);
  }
  const { sequence } = place;
  // The last segment that begins at or before it.
  for (const name of names.toReversed()) {
    const found = await source.read(name, async (handle) => {
      const { header } = await beginningOf(handle, name);
      if (!header || !(header.firstSequence <= sequence)) return undefined;
      const offset = await offsetOf(handle, header, sequence, options);
      if (offset === undefined) throw invalid(`There is no record ${sequence}.`);
      return at(handle, name, offset, options);
    });
    if (found) return found;
  }
  throw invalid(`There is no record ${sequence}.`);
}

/** Where a record stands, or should stand. */
async function offsetOf(
  handle: FileHandle,
  header: SegmentHeader,
  sequence: number,
  { maxRecordSize }: ToolOptions,
): Promise<number | undefined> {
  let found: number | undefined;
  let next = { offset: SEGMENT_HEADER_SIZE, sequence: header.firstSequence };
  await walk(
    handle,
    header,
    (frame, offset) => {
      const isRecord = frame.type !== SEAL_TYPE;
      if (isRecord && frame.sequence === sequence) found = offset;
      next = { offset: offset + frame.size, sequence: frame.sequence + (isRecord ? 1 : 0) };
    },
    { maxRecordSize },
  );
  if (found !== undefined) return found;
  const { size } = await io("stat the log", handle.stat());
  return next.sequence === sequence && next.offset < size ? next.offset : undefined;
}

async function at(
  handle: FileHandle,
  segment: string,
  offset: number,
  { maxRecordSize }: ToolOptions,
): Promise<Inspection> {
  const { header } = await beginningOf(handle, segment);
  if (offset === 0) {
    const head = await io("read the header", readFully(handle, 0, SEGMENT_HEADER_SIZE));
    return inspectionOf(segment, "header", 0, headerFields(head));
  }
  const { size } = await io("stat the log", handle.stat());
  if (!(offset >= SEGMENT_HEADER_SIZE && offset < size && offset % 8 === 0)) {
    throw invalid(`Nothing can start at ${offset}.`);
  }
  const labelled = await frameFields(handle, offset, header?.salt, maxRecordSize);
  return inspectionOf(segment, "frame", offset, labelled);
}

function inspectionOf(
  segment: string,
  kind: Inspection["kind"],
  offset: number,
  { fields, flaw }: Labelled,
): Inspection {
  const size = fields.reduce((sum, { bytes }) => sum + bytes.length, 0);
  return { segment, kind, offset, size, fields, flaw };
}

function invalid(message: string): WalError {
  return new WalError("WAL_INVALID_ARGUMENT", message);
}
