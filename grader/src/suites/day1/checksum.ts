import { crc32 } from "node:zlib";
import { encodeFrame, LAST_OF_BATCH, viewOf } from "@wal-labs/core";
import { describe, expect } from "vitest";
import { forge } from "../inspect.ts";
import { pipelined } from "../pipelined.ts";
import { stampAt } from "../sample-records.ts";
import { check } from "./check.ts";

const text = (value: string) => new TextEncoder().encode(value);

describe("Exercise 1.3: checksum", () => {
  check(
    "1.3-vectors",
    {
      points: 3,
      rationale:
        "CRC-32 (IEEE) has one right answer for each input; other tools must agree with it.",
      hints: [
        'The CRC of "123456789" is cbf43926. If yours is e3069283, that is another polynomial.',
        "`CRC32.buf(bytes)` takes bytes; `CRC32.str` takes characters.",
      ],
    },
    async ({ student, random }) => {
      expect(await student.crc32(text("123456789"))).toBe(0xcbf43926);
      expect(await student.crc32(new Uint8Array(0))).toBe(0);
      expect(await student.crc32(new Uint8Array(64))).toBe(0x758d6336);
      for (let size = 1; size < 200; size += 7) {
        const bytes = random.bytes(size);
        expect(await student.crc32(bytes)).toBe(crc32(bytes));
      }
    },
  );

  check(
    "1.3-unsigned",
    {
      points: 2,
      rationale: "Half of all checksums have their highest bit set; read back, they are unsigned.",
      hints: ["JavaScript's bit operators give signed integers; `>>> 0` makes one unsigned."],
    },
    async ({ student, random }) => {
      for (let round = 0; round < 32; round++) {
        const bytes = random.bytes(16);
        expect(await student.crc32(bytes)).toBe(crc32(bytes));
        const block = await student.stamp(random.bytes(24), 0);
        expect(await student.verify(block, 0)).toEqual({ kind: "match" });
        expect(await student.verify(flipped(block, 100), 0)).toMatchObject({ kind: "mismatch" });
      }
    },
  );

  check(
    "1.3-seed",
    {
      points: 2,
      rationale: "The salt keeps bytes of a file's earlier life from ever verifying in this one.",
      hints: ["`CRC32.buf` takes a second argument.", "A seed is the CRC of the bytes before."],
    },
    async ({ student, random }) => {
      const bytes = random.bytes(100);
      const first = crc32(bytes.subarray(0, 37));
      expect(await student.crc32(bytes.subarray(37), first)).toBe(crc32(bytes));
      const salt = 1 + random.below(0x7fff_ffff);
      const block = await student.stamp(random.bytes(64), salt);
      expect(viewOf(block).getUint32(0, true)).toBe(crc32(block.subarray(4), salt));
      expect(await student.verify(block, salt)).toEqual({ kind: "match" });
      expect(await student.verify(block, salt + 1)).toMatchObject({ kind: "mismatch" });
    },
  );

  check(
    "1.3-covers-everything",
    {
      points: 5,
      rationale:
        "A bit outside the checksum is a bit nobody watches: a put that becomes a delete, a length " +
        "that picks its own end, a sequence that puts the record in another place.",
      hints: ["Which bytes of a frame does your checksum not see?", "All after its own four."],
    },
    async ({ student, random }) => {
      const key = random.bytes(5);
      const value = random.bytes(9);
      const fields = { type: 1, flags: LAST_OF_BATCH, transactionId: 0, ...stampAt(7) };
      const bare = encodeFrame({ ...fields, key, value });
      const block = forge(bare.slice(), 77);
      expect(await student.stamp(bare, 77)).toEqual(block);
      expect(await student.verify(block, 77)).toEqual({ kind: "match" });
      const flips = Array.from({ length: block.length * 8 }, (_, bit) => flipped(block, bit));
      const verdicts = await pipelined(flips, async (flip) => student.verify(flip, 77));
      const missed = verdicts.flatMap(({ kind }, bit) => (kind === "mismatch" ? [] : [bit]));
      expect(missed, "bits whose flip goes unnoticed").toEqual([]);
    },
  );

  check(
    "1.3-byte-order",
    {
      points: 2,
      rationale: "One byte order on disk, whatever the machine: this format's is little-endian.",
      hints: ["`setUint32(0, crc, true)`: the last argument says little-endian."],
    },
    async ({ student, random }) => {
      const bytes = random.bytes(20);
      const block = await student.stamp(bytes.slice(), 0);
      const crc = crc32(bytes.subarray(4));
      const order = [crc & 0xff, (crc >>> 8) & 0xff, (crc >>> 16) & 0xff, crc >>> 24];
      expect([...block.subarray(0, 4)]).toEqual(order);
      expect(block.subarray(4)).toEqual(bytes.subarray(4));
    },
  );

  check(
    "1.3-tells-both",
    {
      points: 1,
      rationale: "Whoever reads the error wants to know what was written and what was found.",
      hints: ["`expected` is what the block says, `actual` is what its bytes give."],
    },
    async ({ student, random }) => {
      const block = random.bytes(40);
      const expected = viewOf(block).getUint32(0, true);
      const actual = crc32(block.subarray(4), 5);
      expect(await student.verify(block, 5)).toEqual({ kind: "mismatch", expected, actual });
    },
  );
});

function flipped(bytes: Uint8Array, bit: number): Uint8Array {
  const copy = bytes.slice();
  copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return copy;
}
