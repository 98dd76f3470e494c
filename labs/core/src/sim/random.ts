/**
 * Numbers that look random and are the same for the same seed on every machine. Not for secrets.
 */
export class Random {
  #state: number;

  /** @param seed any number; its lower 32 bits count. */
  constructor(seed: number) {
    this.#state = seed | 0;
  }

  /** A whole number in `[0, 2^32)`. @see mulberry32, by Tommy Ettinger. */
  uint32(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }

  /** A whole number in `[0, limit)`. */
  below(limit: number): number {
    return Math.floor((this.uint32() / 0x1_0000_0000) * limit);
  }

  /** `size` new bytes. */
  bytes(size: number): Uint8Array {
    return new Uint8Array(size).map(() => this.uint32() & 0xff);
  }
}
