import { io } from "@wal-labs/checksum";
import {
  type FileHandle,
  FRAME_HEADER_SIZE,
  type Frame,
  FrameCursor,
  type SegmentHeader,
  viewOf,
} from "@wal-labs/core";
import { repeat } from "./chain.ts";
import { FileWindow } from "./file-window.ts";
import { check } from "./frame-check.ts";
import type { WalkOptions } from "./walk.ts";

/** A frame that verifies, and where it lies. Its bytes are never overwritten. */
export interface FoundFrame {
  readonly frame: Frame;
  readonly offset: number;
  readonly size: number;
}

/**
 * Every frame that verifies at or behind `from`, in the order of the file, wherever it may start:
 * how to go on where a walk cannot. What its payload holds is not searched, so that a frame which
 * somebody logged is no frame of this log.
 *
 * @param from a multiple of 8.
 * @throws a `WalError` `WAL_IO` when the file system fails.
 * @exercise 2.3
 */
export async function* findFrames(
  handle: FileHandle,
  from: number,
  header: SegmentHeader,
  options: WalkOptions = {},
): AsyncGenerator<FoundFrame> {
  yield* await allFrames(handle, from, header, options);
}

/** All of {@link findFrames} at once. */
export function allFrames(
  handle: FileHandle,
  from: number,
  { salt }: SegmentHeader,
  { maxRecordSize, chunkSize }: WalkOptions = {},
): Promise<FoundFrame[]> {
  const found: FoundFrame[] = [];
  const window = new FileWindow(handle, chunkSize);
  return io("stat the log", handle.stat()).then(({ size: fileSize }) => {
    let [offset, needed] = [from, FRAME_HEADER_SIZE];
    /** Tries every place that these bytes hold in full. */
    const through = (bytes: Uint8Array): boolean => {
      const cursor = new FrameCursor(viewOf(bytes), maxRecordSize);
      const start = offset;
      for (;;) {
        const flaw = check(cursor, bytes, offset - start, salt, 0);
        const more = typeof flaw === "number" ? flaw : 0;
        if (offset + more <= fileSize && more > bytes.length - (offset - start)) {
          // More is there to be read, unless this is what reading it gave.
          if (offset > start || more > needed) {
            needed = more;
            return true;
          }
          return false;
        }
        needed = FRAME_HEADER_SIZE;
        if (flaw === undefined) {
          found.push({ frame: cursor.frame(), offset, size: cursor.size });
          offset += cursor.size;
        } else {
          offset += ALIGNMENT;
        }
        if (offset + FRAME_HEADER_SIZE > fileSize) return false;
      }
    };
    return repeat(() =>
      offset + FRAME_HEADER_SIZE > fileSize
        ? Promise.resolve(false)
        : window.at(offset, needed).then(through),
    ).then(() => found);
  });
}

const ALIGNMENT = 8;
