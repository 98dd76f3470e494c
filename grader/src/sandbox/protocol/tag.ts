/**
 * The first byte of a value says what it is; integers are little-endian.
 *
 * ```text
 * tag            what follows
 *  0 undefined   nothing; the same for null, false and true
 *  4 int32       4 bytes; numbers that fit, but not -0
 *  5 float64     8 bytes; all other numbers
 *  6 bigint      a text: hexadecimal digits, with a sign
 *  7 text        u32 size, UTF-8
 *  8 ill-formed  u32 size, UTF-16: texts with a lone surrogate, which UTF-8 cannot carry
 *  9 bytes       u32 size, the bytes
 * 10 array       u32 count, that many values
 * 11 object      u32 count, that many pairs of a text and a value
 * 12 map         u32 count, that many pairs of values
 * 13 set         u32 count, that many values
 * 14 date        8 bytes, milliseconds since 1970
 * 15 error       name, message, code, stack, fields, cause: six values
 * 16 reference   u8 kind, u32 id: something that stays where it is
 * ```
 *
 * Nothing shared or cyclic survives: a value is a tree. That keeps a decoder that cannot be made to
 * loop.
 *
 * @module
 */
export const Tag = {
  undefined: 0,
  null: 1,
  false: 2,
  true: 3,
  int32: 4,
  float64: 5,
  bigint: 6,
  text: 7,
  illFormedText: 8,
  bytes: 9,
  array: 10,
  object: 11,
  map: 12,
  set: 13,
  date: 14,
  error: 15,
  reference: 16,
} as const;
