import { MAX_ELEMENTS } from "./limits.ts";
import { ProtocolError } from "./protocol-error.ts";

/**
 * Takes numbers, texts and bytes from the start of a buffer, the counterpart of `ByteWriter`.
 * Every method throws a {@link ProtocolError} where the bytes end too early.
 */
export class ByteReader {
  readonly #buffer: Buffer;
  #offset = 0;
  #elements = 0;

  constructor(buffer: Buffer) {
    this.#buffer = buffer;
  }

  /** True when nothing is left. */
  get done(): boolean {
    return this.#offset === this.#buffer.length;
  }

  /** Lets the next message have as many elements as any. */
  startMessage(): void {
    this.#elements = 0;
  }

  uint8(): number {
    return this.#buffer.readUInt8(this.#advance(1));
  }

  uint32(): number {
    return this.#buffer.readUInt32LE(this.#advance(4));
  }

  int32(): number {
    return this.#buffer.readInt32LE(this.#advance(4));
  }

  float64(): number {
    return this.#buffer.readDoubleLE(this.#advance(8));
  }

  /** A copy of the bytes. */
  bytes(): Uint8Array {
    const size = this.uint32();
    const start = this.#advance(size);
    return Uint8Array.prototype.slice.call(
      new Uint8Array(this.#buffer.buffer, this.#buffer.byteOffset + start, size),
    );
  }

  text(encoding: "utf8" | "utf16le"): string {
    const size = this.uint32();
    const start = this.#advance(size);
    return this.#buffer.toString(encoding, start, start + size);
  }

  /** A count of elements that the rest of the message can hold and the limit allows. */
  count(): number {
    const count = this.uint32();
    this.#elements += count;
    if (this.#elements > MAX_ELEMENTS) throw new ProtocolError("A message has too many elements.");
    if (count > this.#buffer.length - this.#offset) {
      throw new ProtocolError("A message announces more elements than it has bytes.");
    }
    return count;
  }

  #advance(size: number): number {
    const start = this.#offset;
    if (size > this.#buffer.length - start) throw new ProtocolError("A message ends too early.");
    this.#offset = start + size;
    return start;
  }
}
