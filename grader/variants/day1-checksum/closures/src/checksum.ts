/**
 * A *block* is bytes that begin with their own CRC-32: a frame, or a segment header after its magic.
 *
 * ```text
 * offset size field
 *      0    4 crc  CRC-32 (IEEE), little-endian, over bytes [4, end), continued from the seed
 *      4      everything it protects
 * ```
 *
 * @module
 */
import { viewOf } from "@wal-labs/core";

const CRC_SIZE = 4;
const POLYNOMIAL = 0xedb8_8320;

/** What the register becomes for each low byte, 256 entries of 4 bytes. */
const TABLE = new DataView(new ArrayBuffer(256 * 4));
for (let index = 0; index < 256; index++) {
  let register = index;
  for (let bit = 0; bit < 8; bit++) register = (register >>> 1) ^ (register & 1 ? POLYNOMIAL : 0);
  TABLE.setUint32(index * 4, register, true);
}

/** Whether a block's bytes are the ones its CRC was computed over. */
export type Verification =
  | { readonly kind: "match" }
  | { readonly kind: "mismatch"; readonly expected: number; readonly actual: number };

/**
 * The CRC-32 (IEEE) of `bytes` as an unsigned 32-bit integer. `seed` is the CRC of bytes that came
 * before them, or a salt; 0 for none.
 */
export function crc32(bytes: Uint8Array, seed = 0): number {
  let register = ~seed;
  for (const byte of bytes) {
    register = (register >>> 8) ^ TABLE.getUint32(((register ^ byte) & 0xff) * 4, true);
  }
  return ~register >>> 0;
}

/** Fills in a block's CRC, in place, and returns the block. Everything after the CRC is covered. */
export function stamp(block: Uint8Array, seed: number): Uint8Array {
  viewOf(block).setUint32(0, crc32(block.subarray(CRC_SIZE), seed), true);
  return block;
}

/** Compares a block with its CRC: `expected` is what the block says, `actual` what its bytes give. */
export function verify(block: Uint8Array, seed: number): Verification {
  const expected = viewOf(block).getUint32(0, true);
  const actual = crc32(block.subarray(CRC_SIZE), seed);
  return expected === actual ? { kind: "match" } : { kind: "mismatch", expected, actual };
}
