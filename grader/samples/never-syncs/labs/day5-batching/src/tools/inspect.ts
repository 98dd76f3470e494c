import { io, readFully } from "@wal-labs/checksum";
import {
  type FileHandle,
  parseSegmentHeader,
  SEAL_TYPE,
  SEGMENT_HEADER_SIZE,
  type SegmentHeader,
  WalError,
} from "@wal-labs/core";
import { type Field, frameFields, headerFields, type Labelled } from "./inspected-fields.ts";
import { LogSource, type ToolOptions } from "./log-source.ts";
import { beginningOf } from "./segment-verdict.ts";
import { type Place, readBatches } from "./whole-batches.ts";

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
 */
export async function inspect(
  path: string,
  place: InspectedPlace,
  options: ToolOptions = {},
): Promise<Inspection> {
  const source = await LogSource.at(path, options);
  if ("sequence" in place) return inspectRecord(source, place.sequence, options);
  if (source.isDirectory) throw invalid("An offset is one in a segment's file, not a directory.");
  const [name = ""] = await source.names();
  return inFile(source, name, (handle) => inspectAt(handle, name, place.offset, options));
}

async function inspectRecord(
  source: LogSource,
  sequence: number,
  options: ToolOptions,
): Promise<Inspection> {
  if (!Number.isSafeInteger(sequence) || sequence < 1) throw invalid(`${sequence} is no sequence.`);
  for (const name of (await source.someNames()).reverse()) {
    const found = await inFile(source, name, async (handle) => {
      const { header } = await beginningOf(handle, name);
      if (!header || header.firstSequence > sequence) return undefined;
      const offset = await offsetOf(handle, header, sequence, options);
      return inspectAt(handle, name, offset, options);
    });
    if (found) return found;
  }
  throw noRecord(sequence);
}

async function inFile<Result>(
  source: LogSource,
  name: string,
  body: (handle: FileHandle) => Promise<Result>,
): Promise<Result> {
  return source
    .read(name, async (handle) => ({ result: await body(handle) }))
    .then((done) => {
      if (done) return done.result;
      throw new WalError("WAL_IO", `${name} has gone.`);
    });
}

/** Where a record stands, or should stand if it is the one behind the last whole batch. */
async function offsetOf(
  handle: FileHandle,
  header: SegmentHeader,
  sequence: number,
  { maxRecordSize }: ToolOptions,
): Promise<number> {
  const { size } = await io("stat the segment", handle.stat());
  let place: Place = { offset: SEGMENT_HEADER_SIZE, sequence: header.firstSequence };
  for (;;) {
    const read = await readBatches(handle, header, place, size, maxRecordSize);
    for (const { frame, offset } of read.frames) {
      if (frame.sequence === sequence && frame.type !== SEAL_TYPE) return offset;
    }
    place = read.place;
    if (read.stop === undefined) continue;
    if (place.sequence === sequence && place.offset < size) return place.offset;
    throw noRecord(sequence);
  }
}

async function inspectAt(
  handle: FileHandle,
  segment: string,
  offset: number,
  options: ToolOptions,
): Promise<Inspection> {
  await beginningOf(handle, segment);
  const { size } = await io(`stat ${segment}`, handle.stat());
  const isHeader = offset === 0;
  const mayStart =
    Number.isSafeInteger(offset) && offset >= SEGMENT_HEADER_SIZE && offset % 8 === 0;
  if (!(isHeader || mayStart) || offset >= size) {
    throw invalid(`Nothing starts at byte ${offset} of ${segment}, which has ${size}.`);
  }
  const head = await io("read the header", readFully(handle, 0, SEGMENT_HEADER_SIZE));
  const labelled = isHeader
    ? headerFields(head)
    : await frameFields(handle, offset, saltIn(head), options.maxRecordSize);
  return { segment, kind: isHeader ? "header" : "frame", offset, ...sizeAndFields(labelled) };
}

function sizeAndFields({ fields, flaw }: Labelled): Pick<Inspection, "size" | "fields" | "flaw"> {
  return { size: fields.reduce((sum, { bytes }) => sum + bytes.length, 0), fields, flaw };
}

/** As far as the header can be believed to be one. */
function saltIn(head: Uint8Array): number | undefined {
  const parsed = parseSegmentHeader(head);
  return parsed.kind === "header" ? parsed.header.salt : undefined;
}

function noRecord(sequence: number): WalError {
  return invalid(`There is no record ${sequence}.`);
}

function invalid(message: string): WalError {
  return new WalError("WAL_INVALID_ARGUMENT", message);
}
