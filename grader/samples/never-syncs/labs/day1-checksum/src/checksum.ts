// The CRC by hand: one table of 256 entries, made at start-up, one look-up a byte.
const TABLE = Uint32Array.from({ length: 256 }, (_, start) => {
  let rest = start;
  for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? 0xedb88320 ^ (rest >>> 1) : rest >>> 1;
  return rest;
});

export type Verification =
  | { readonly kind: "match" }
  | { readonly kind: "mismatch"; readonly expected: number; readonly actual: number };

export function crc32(bytes: Uint8Array, seed = 0): number {
  let state = ~seed;
  for (const byte of bytes) state = (TABLE[(state ^ byte) & 0xff] as number) ^ (state >>> 8);
  return ~state >>> 0;
}

export function stamp(block: Uint8Array, seed: number): Uint8Array {
  const crc = crc32(block.subarray(4), seed);
  for (let index = 0; index < 4; index++) block[index] = crc >>> (8 * index);
  return block;
}

export function verify(block: Uint8Array, seed: number): Verification {
  const expected = new DataView(block.buffer, block.byteOffset, 4).getUint32(0, true);
  const actual = crc32(block.subarray(4), seed);
  if (expected !== actual) return { kind: "mismatch", expected, actual };
  return { kind: "match" };
}
