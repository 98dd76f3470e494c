import {
  type FileHandle,
  FRAME_HEADER_SIZE,
  type Frame,
  SEAL_TYPE,
  SEGMENT_HEADER_SIZE,
} from "@wal-labs/core";
import { CorruptionError } from "./errors.ts";
import { judgeFrame, sizeToRead } from "./frame-check.ts";
import { io, readFully } from "./handle-io.ts";
import { repeatUntil } from "./repeat.ts";

/** What {@link readFrame} must know to believe a frame. */
export interface Expectation {
  /** The sequence that the frame must have. */
  readonly sequence: number;
  /** The salt of its segment. */
  readonly salt: number;
  /** Key and value together, in bytes; a larger frame is refused before memory is allocated. */
  readonly maxRecordSize: number;
}

/**
 * Reads and verifies the frame at `offset`.
 *
 * @throws a {@link CorruptionError} unless the frame lies whole in the file, matches its checksum
 * and has the expected sequence.
 * @exercise 1.6
 */
export function readFrame(
  handle: FileHandle,
  offset: number,
  expectation: Expectation,
): Promise<{ frame: Frame; size: number }> {
  const read = (size: number) => io("read a frame", readFully(handle, offset, size));
  const refuse = (why: Error): never => {
    throw new CorruptionError(expectation.sequence, offset, why);
  };
  return read(FRAME_HEADER_SIZE).then((head) => {
    const size = sizeToRead(head, expectation.maxRecordSize);
    if (size instanceof Error) return refuse(size);
    return read(size).then((block) => {
      if (block.length < size) return refuse(new Error("The file ends inside a frame."));
      const frame = judgeFrame(block, expectation);
      return frame instanceof Error ? refuse(frame) : { frame, size };
    });
  });
}

/** What a log holds. */
export interface Contents {
  /** Where the next frame goes, in bytes from the start of the file. */
  readonly end: number;
  /** The sequence of the last record; 0 for none. */
  readonly lastSequence: number;
  /** True when the last frame is a seal. */
  readonly sealed: boolean;
}

/**
 * Reads and verifies each frame from the header to the end of the file, one at a time.
 *
 * @throws as {@link readFrame}, at the first frame that is not whole.
 * @exercise 1.6
 */
export function scan(
  handle: FileHandle,
  options: Omit<Expectation, "sequence">,
): Promise<Contents> {
  let contents: Contents = { end: SEGMENT_HEADER_SIZE, lastSequence: 0, sealed: false };
  const add = ({ frame, size }: { frame: Frame; size: number }): void => {
    const sealed = frame.type === SEAL_TYPE;
    const lastSequence = sealed ? contents.lastSequence : frame.sequence;
    contents = { end: contents.end + size, lastSequence, sealed };
  };
  const next = (): Promise<boolean> =>
    readFrame(handle, contents.end, { ...options, sequence: contents.lastSequence + 1 })
      .then(add)
      .then(() => false);
  return repeatUntil(() =>
    io("look for another frame", readFully(handle, contents.end, 1)).then(({ length }) =>
      length === 0 ? true : next(),
    ),
  ).then(() => contents);
}
