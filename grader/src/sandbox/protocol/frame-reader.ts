import { MAX_FRAME_SIZE } from "./limits.ts";
import { ProtocolError } from "./protocol-error.ts";

const LENGTH_SIZE = 4;

/**
 * Cuts a stream into frames: u32 size, then that many bytes. Chunks may end anywhere.
 */
export class FrameReader {
  #chunks: Buffer[] = [];
  #size = 0;
  #needed = LENGTH_SIZE;

  /**
   * The frames that `chunk` completes, without their sizes. They may share its memory.
   *
   * @throws a {@link ProtocolError} when a frame is announced that is over the limit.
   */
  *push(chunk: Buffer): Generator<Buffer> {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    while (this.#size >= this.#needed) {
      const bytes = this.#join();
      const end = LENGTH_SIZE + frameSizeOf(bytes);
      this.#needed = end;
      if (bytes.length < end) return;
      this.#chunks = [bytes.subarray(end)];
      this.#size = bytes.length - end;
      this.#needed = LENGTH_SIZE;
      yield bytes.subarray(LENGTH_SIZE, end);
    }
  }

  #join(): Buffer {
    const [first, second] = this.#chunks;
    const bytes = first && !second ? first : Buffer.concat(this.#chunks, this.#size);
    this.#chunks = [bytes];
    return bytes;
  }
}

function frameSizeOf(bytes: Buffer): number {
  const size = bytes.readUInt32LE(0);
  if (size > MAX_FRAME_SIZE) throw new ProtocolError(`A frame of ${size} bytes is over the limit.`);
  return size;
}
