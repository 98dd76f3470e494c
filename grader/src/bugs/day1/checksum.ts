import type { PlantedBug } from "../planted-bug.ts";

/** Mistakes in exercise 1.3. */
export const CHECKSUM_BUGS: readonly PlantedBug[] = [
  {
    id: "type-not-covered",
    edits: [
      {
        file: "checksum.ts",
        find: "stamp(block: Uint8Array, seed: number): Uint8Array {",
        replace:
          "stamp(block: Uint8Array, seed: number): Uint8Array {\n  const type = block[4] ?? 0;\n  block[4] = 0;",
      },
      {
        file: "checksum.ts",
        find: "crc32(block.subarray(CRC_SIZE), seed), true);",
        replace: "crc32(block.subarray(CRC_SIZE), seed), true);\n  block[4] = type;",
      },
      {
        file: "checksum.ts",
        find: "const actual = crc32(block.subarray(CRC_SIZE), seed);",
        replace:
          "const copy = block.slice(CRC_SIZE);\n  copy[0] = 0;\n  const actual = crc32(copy, seed);",
      },
    ],
    noticedBy: "1.3-covers-everything",
    story: "The type lay outside the checksum: a put became a delete, and its key was gone.",
    source: "etcd's WAL encoder computes its CRC over the data only",
  },
  skipped("length-not-covered", 12, "The size lay outside the checksum and picked its own end."),
  skipped(
    "sequence-not-covered",
    20,
    "The sequence lay outside: the record came back in a wrong place.",
  ),
  {
    id: "header-only-covered",
    edits: [
      {
        file: "checksum.ts",
        find: "setUint32(0, crc32(block.subarray(CRC_SIZE), seed), true)",
        replace: "setUint32(0, crc32(block.subarray(CRC_SIZE, 48), seed), true)",
      },
      {
        file: "checksum.ts",
        find: "const actual = crc32(block.subarray(CRC_SIZE), seed);",
        replace: "const actual = crc32(block.subarray(CRC_SIZE, 48), seed);",
      },
    ],
    noticedBy: "1.3-covers-everything",
    story:
      "Only the header was covered. The values, which are what people keep logs for, were not.",
  },
  {
    id: "signed-crc",
    edits: [{ file: "checksum.ts", find: " >>> 0", replace: "" }],
    noticedBy: "1.3-unsigned",
    story: "Every other record was called corrupt: its checksum was negative in memory.",
  },
  {
    id: "sum-for-a-crc",
    edits: [
      {
        file: "checksum.ts",
        find: "CRC32.buf(bytes, seed) >>> 0",
        replace: "bytes.reduce((sum, byte) => (sum + byte) >>> 0, CRC32.buf([], 0) + seed)",
      },
    ],
    noticedBy: "1.3-vectors",
    story: "The sum of zeros is zero, so a page of zeros verified; so did two swapped bytes.",
  },
  {
    id: "castagnoli",
    edits: [
      {
        file: "checksum.ts",
        find: "return CRC32.buf(bytes, seed) >>> 0;",
        replace:
          "let crc = ~seed ^ (CRC32.bstr('') & 0);\n" +
          "  for (const byte of bytes) {\n" +
          "    crc ^= byte;\n" +
          "    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0x82f63b78 : 0);\n" +
          "  }\n  return ~crc >>> 0;",
      },
    ],
    noticedBy: "1.3-vectors",
    story: "Another polynomial under the same name: no other tool could read the log.",
  },
  {
    id: "seed-ignored",
    edits: [{ file: "checksum.ts", find: "CRC32.buf(bytes, seed)", replace: "CRC32.buf(bytes)" }],
    noticedBy: "1.3-seed",
    story: "Bytes of the file's earlier life verified, and a record from last week was back.",
  },
  {
    id: "big-endian-crc",
    edits: [
      { file: "checksum.ts", find: "seed), true);", replace: "seed), false);" },
      { file: "checksum.ts", find: "getUint32(0, true)", replace: "getUint32(0, false)" },
    ],
    noticedBy: "1.3-byte-order",
    story: "Writer and reader agreed with each other and with nobody else.",
  },
  {
    id: "facts-swapped",
    edits: [
      {
        file: "checksum.ts",
        find: '{ kind: "mismatch", expected, actual }',
        replace: '{ kind: "mismatch", expected: actual, actual: expected }',
      },
    ],
    noticedBy: "1.3-tells-both",
    story: "The operator looked for the bytes the message named, and found them nowhere.",
  },
];

/** A byte of the frame that neither writer nor reader covers. */
function skipped(id: string, offset: number, story: string): PlantedBug {
  const index = offset - 4;
  return {
    id,
    edits: [
      {
        file: "checksum.ts",
        find: "setUint32(0, crc32(block.subarray(CRC_SIZE), seed), true)",
        replace: `setUint32(0, crc32(block.slice(CRC_SIZE).fill(0, ${index}, ${index + 4}), seed), true)`,
      },
      {
        file: "checksum.ts",
        find: "const actual = crc32(block.subarray(CRC_SIZE), seed);",
        replace: `const actual = crc32(block.slice(CRC_SIZE).fill(0, ${index}, ${index + 4}), seed);`,
      },
    ],
    noticedBy: "1.3-covers-everything",
    story,
  };
}
