import { NotImplementedError } from "@wal-labs/core";
import type { Field } from "./inspected-fields.ts";
import type { ToolOptions } from "./log-source.ts";

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
  throw new NotImplementedError("5.8");
}
