import { crc32 as zlibCrc32 } from "node:zlib";
import { Random } from "@wal-labs/core/sim";
import { crc32 } from "@wal-labs/solution-checksum";
import CRC32 from "crc-32";
import { describe, expect, test } from "vitest";

/** Around the size from which the reference takes Node's own, and far from it. */
const SIZES = [0, 1, 31, 254, 255, 256, 257, 1000, 65_537];

describe("The reference's CRC", () => {
  test.each(SIZES)("is the same of %i bytes whoever computes it", (size) => {
    const random = new Random(size);
    const [bytes, seed] = [random.bytes(size), random.uint32()];
    expect(crc32(bytes, seed)).toBe(zlibCrc32(bytes, seed));
    expect(crc32(bytes, seed)).toBe(CRC32.buf(bytes, seed) >>> 0);
  });
});
