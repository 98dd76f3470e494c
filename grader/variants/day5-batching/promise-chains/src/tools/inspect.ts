import { io, readFully } from "@wal-labs/checksum";
import { type FileHandle, SEAL_TYPE, SEGMENT_HEADER_SIZE, WalError } from "@wal-labs/core";
import { walk } from "@wal-labs/replay";
import { type Field, frameFields, headerFields, type Labelled } from "./inspected-fields.ts";
import { LogSource, type ToolOptions } from "./log-source.ts";
import { type Beginning, beginningOf } from "./segment-verdict.ts";

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
export function inspect(
  path: string,
  place: InspectedPlace,
  options: ToolOptions = {},
): Promise<Inspection> {
  return LogSource.at(path, options).then((source) =>
    source.someNames().then((names) => {
      if ("sequence" in place) return findSequence(source, names, place.sequence, options);
      if (source.isDirectory) throw invalid("An offset is an offset in a file.");
      return source
        .read(names[0] ?? "", (handle) => inspectAt(handle, names[0] ?? "", place.offset, options))
        .then((found) => {
          if (found) return found;
          throw new WalError("WAL_IO", `${path} is gone.`);
        });
    }),
  );
}

/** Asks the segments from the last to the first, until one has begun by then. */
function findSequence(
  source: LogSource,
  names: readonly string[],
  sequence: number,
  options: ToolOptions,
): Promise<Inspection> {
  const name = names.at(-1);
  if (name === undefined) return Promise.reject(invalid(`There is no record ${sequence}.`));
  return source
    .read(name, (handle) =>
      beginningOf(handle, name).then((beginning) =>
        inspectSequence(handle, name, sequence, beginning, options),
      ),
    )
    .then((found) => found ?? findSequence(source, names.slice(0, -1), sequence, options));
}

function inspectSequence(
  handle: FileHandle,
  name: string,
  sequence: number,
  { header }: Beginning,
  options: ToolOptions,
): Promise<Inspection> | undefined {
  if (!header || header.firstSequence > sequence) return undefined;
  /** Where the frame behind the last valid one starts, and whose it should be. */
  let next = { offset: SEGMENT_HEADER_SIZE, sequence: header.firstSequence };
  const offsets: number[] = [];
  const visited = walk(
    handle,
    header,
    (frame, offset) => {
      next = { offset: offset + frame.size, sequence: frame.sequence };
      if (frame.type === SEAL_TYPE) return;
      if (frame.sequence === sequence) offsets.push(offset);
      next.sequence += 1;
    },
    { maxRecordSize: options.maxRecordSize },
  );
  return visited
    .then(() => io("stat a segment", handle.stat()))
    .then(({ size }) => {
      if (next.sequence === sequence && next.offset < size) offsets.push(next.offset);
      const [offset] = offsets;
      if (offset !== undefined) return inspectAt(handle, name, offset, options);
      throw invalid(`There is no record ${sequence}.`);
    });
}

function inspectAt(
  handle: FileHandle,
  segment: string,
  offset: number,
  { maxRecordSize }: ToolOptions,
): Promise<Inspection> {
  const labelled = (kind: Inspection["kind"], { fields, flaw }: Labelled): Inspection => {
    const size = fields.map(({ bytes }) => bytes.length).reduce((one, other) => one + other, 0);
    return { segment, kind, offset, size, fields, flaw };
  };
  return beginningOf(handle, segment).then(({ header }) => {
    if (offset === 0) {
      const reading = io("read the header", readFully(handle, 0, SEGMENT_HEADER_SIZE));
      return reading.then((head) => labelled("header", headerFields(head)));
    }
    return io("stat a segment", handle.stat()).then(({ size }) => {
      const isOutside = offset < SEGMENT_HEADER_SIZE || offset >= size;
      if (isOutside || offset % 8 !== 0) throw invalid(`Nothing can start at ${offset}.`);
      return frameFields(handle, offset, header?.salt, maxRecordSize).then((found) =>
        labelled("frame", found),
      );
    });
  });
}

function invalid(message: string): WalError {
  return new WalError("WAL_INVALID_ARGUMENT", message);
}
