import { crc32 } from "@wal-labs/checksum";
import { encodeFrameInto, FRAME_CRC_OFFSET, type Frame, frameSize, viewOf } from "@wal-labs/core";

const CRC_SIZE = 4;
const FIRST_SIZE = 64 * 1024;

/** Frames one behind the other, to be written in one call. Its memory is used again and again. */
export class FrameBuffer {
  #bytes = new Uint8Array(FIRST_SIZE);
  #view = viewOf(this.#bytes);
  #size = 0;
  #count = 0;

  /** Bytes of the frames in it. */
  get size(): number {
    return this.#size;
  }

  /** How many frames are in it. */
  get count(): number {
    return this.#count;
  }

  /** The frames. They stay as they are until the next {@link add}. */
  get frames(): Uint8Array {
    return this.#bytes.subarray(0, this.#size);
  }

  /**
   * Adds a frame, stamped with `salt`, and gives the bytes it takes.
   *
   * @throws as core's `encodeFrameInto`; the frames before it stay.
   */
  add(frame: Frame, salt: number): number {
    this.#growTo(this.#size + frameSize(frame.key.length, frame.value.length));
    const buffer = { bytes: this.#bytes, view: this.#view };
    const start = this.#size;
    const size = encodeFrameInto(buffer, start, frame, Number.POSITIVE_INFINITY);
    // What day 1's `stamp` does, with the one view there is: a view a frame would cost as much again.
    const covered = this.#bytes.subarray(start + FRAME_CRC_OFFSET + CRC_SIZE, start + size);
    this.#view.setUint32(start + FRAME_CRC_OFFSET, crc32(covered, salt), true);
    this.#size += size;
    this.#count += 1;
    return size;
  }

  /** Takes all frames out. */
  clear(): void {
    this.#size = 0;
    this.#count = 0;
  }

  #growTo(size: number): void {
    if (size <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(size, 2 * this.#bytes.length));
    larger.set(this.frames);
    this.#bytes = larger;
    this.#view = viewOf(larger);
  }
}
