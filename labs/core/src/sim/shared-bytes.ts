/**
 * A growing array of bytes that forks in constant time. A fork shares the memory and copies it only
 * when it writes below the shared part, so a log that only grows is never copied for a snapshot.
 */
export class SharedBytes {
  #bytes: Uint8Array;
  #size: number;
  /** Bytes before this offset may be seen by a fork, so they are never changed in place. */
  #frozen: number;

  /** Takes over `bytes`: the caller must not change them any more. */
  constructor(bytes: Uint8Array = new Uint8Array(0), size = bytes.length, frozen = 0) {
    this.#bytes = bytes;
    this.#size = size;
    this.#frozen = frozen;
  }

  get size(): number {
    return this.#size;
  }

  /** The content without a copy. Not to be changed, and valid only until the next write. */
  get content(): Uint8Array {
    return this.#bytes.subarray(0, this.#size);
  }

  /** Whether both hold the same bytes. Free for a fork that has not been changed. */
  equals(other: SharedBytes): boolean {
    if (this.#size !== other.#size) return false;
    if (this.#bytes === other.#bytes) return true;
    return this.content.every((byte, index) => byte === other.#bytes[index]);
  }

  /** The same content, from here on on its own. Only the original may append in place. */
  fork(): SharedBytes {
    this.#frozen = Math.max(this.#frozen, this.#size);
    return new SharedBytes(this.#bytes, this.#size, Number.POSITIVE_INFINITY);
  }

  /** Puts a copy of `bytes` at `offset`; a gap before it reads as zero. */
  write(offset: number, bytes: Uint8Array): void {
    const end = offset + bytes.length;
    this.#own(Math.min(offset, this.#size), Math.max(end, this.#size));
    if (offset > this.#size) this.#bytes.fill(0, this.#size, offset);
    this.#bytes.set(bytes, offset);
    this.#size = Math.max(end, this.#size);
  }

  /** Cuts the content off at `size`, or extends it with zeros. */
  resize(size: number): void {
    if (size > this.#size) {
      this.#own(this.#size, size);
      this.#bytes.fill(0, this.#size, size);
    }
    this.#size = size;
  }

  #own(changedFrom: number, capacity: number): void {
    const fits = capacity <= this.#bytes.length;
    if (fits && changedFrom >= this.#frozen) return;
    const copy = new Uint8Array(fits ? capacity : Math.max(capacity, this.#size * 2));
    copy.set(this.content);
    this.#bytes = copy;
    this.#frozen = 0;
  }
}
