import { viewOf } from "../bytes.ts";

/**
 * A 64-bit hash of a stream of numbers, texts and bytes, kept in two 32-bit lanes. Good enough to
 * recognise a disk image that was seen before; no defence against someone who wants a collision.
 */
export class Hash64 {
  #low = 0x811c_9dc5;
  #high = 0x9e37_79b9;

  number(value: number): this {
    this.#low = Math.imul(this.#low ^ value, 0x85eb_ca6b);
    this.#low ^= this.#low >>> 15;
    this.#high = Math.imul(this.#high ^ value, 0xc2b2_ae35) + this.#low;
    this.#high ^= this.#high >>> 13;
    return this;
  }

  text(value: string): this {
    this.number(value.length);
    for (let index = 0; index < value.length; index++) this.number(value.charCodeAt(index));
    return this;
  }

  bytes(value: Uint8Array): this {
    this.number(value.length);
    const view = viewOf(value);
    const words = value.length & ~3;
    for (let offset = 0; offset < words; offset += 4) this.number(view.getUint32(offset, true));
    for (let offset = words; offset < value.length; offset++) this.number(view.getUint8(offset));
    return this;
  }

  /** 64 bits as text; equal for equal streams. */
  digest(): string {
    return `${(this.#high >>> 0).toString(16)}.${(this.#low >>> 0).toString(16)}`;
  }
}
