/** Appends numbers, texts and bytes to a buffer that grows. All integers are little-endian. */
export class ByteWriter {
  #buffer = Buffer.allocUnsafe(4096);
  #length = 0;

  /** Bytes written so far. */
  get length(): number {
    return this.#length;
  }

  uint8(value: number): void {
    this.#reserve(1);
    this.#buffer[this.#length] = value;
    this.#length += 1;
  }

  uint32(value: number): void {
    this.#length = this.#reserve(4).writeUInt32LE(value, this.#length);
  }

  int32(value: number): void {
    this.#length = this.#reserve(4).writeInt32LE(value, this.#length);
  }

  float64(value: number): void {
    this.#length = this.#reserve(8).writeDoubleLE(value, this.#length);
  }

  /** The bytes themselves, after their count. */
  bytes(value: Uint8Array): void {
    this.uint32(value.length);
    this.#reserve(value.length).set(value, this.#length);
    this.#length += value.length;
  }

  /** A text in an encoding, after its size in bytes. */
  text(value: string, encoding: "utf8" | "utf16le"): void {
    const buffer = this.#reserve(4 + value.length * 3);
    const size = buffer.write(value, this.#length + 4, encoding);
    buffer.writeUInt32LE(size, this.#length);
    this.#length += 4 + size;
  }

  /** Overwrites four bytes that were written before. */
  patchUint32(offset: number, value: number): void {
    this.#buffer.writeUInt32LE(value, offset);
  }

  /** Forgets everything from `length` on. */
  rewind(length: number): void {
    this.#length = length;
  }

  /** Gives what was written, and starts anew. The caller owns the bytes. */
  take(): Uint8Array {
    const bytes = this.#buffer.subarray(0, this.#length);
    this.#buffer = Buffer.allocUnsafe(4096);
    this.#length = 0;
    return bytes;
  }

  #reserve(size: number): Buffer {
    const needed = this.#length + size;
    if (needed > this.#buffer.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.#buffer.length * 2));
      this.#buffer.copy(larger, 0, 0, this.#length);
      this.#buffer = larger;
    }
    return this.#buffer;
  }
}
