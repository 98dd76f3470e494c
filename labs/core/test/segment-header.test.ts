import { describe, expect, test } from "vitest";
import { encodeSegmentHeader, parseSegmentHeader, type SegmentHeader } from "../src/index.ts";

const golden: SegmentHeader = {
  segmentSizeLimit: 0x0100_0000,
  segmentNumber: 3,
  firstSequence: 1001,
  logId: Uint8Array.from({ length: 16 }, (_, index) => 0xa0 + index),
  salt: 0xdead_beef,
};

const GOLDEN_BYTES = [
  "5057414c 00000000 0100 4000 00000001",
  "0300000000000000 e903000000000000",
  "a0a1a2a3a4a5a6a7a8a9aaabacadaeaf",
  "efbeadde 000000000000000000000000",
].join("");

describe("a segment header", () => {
  test("lies on disk as these 64 bytes", () => {
    const hex = Buffer.from(encodeSegmentHeader(golden)).toString("hex");
    expect(hex).toBe(GOLDEN_BYTES.replaceAll(" ", ""));
  });

  test("comes back as it was", () => {
    const parsed = parseSegmentHeader(encodeSegmentHeader(golden));
    expect(parsed).toEqual({ kind: "header", header: golden });
  });

  test("cut short at any byte is incomplete", () => {
    const bytes = encodeSegmentHeader(golden);
    for (let size = 0; size < 64; size++) {
      const parsed = parseSegmentHeader(bytes.subarray(0, size));
      expect(parsed).toEqual({ kind: "incomplete", needed: 64 });
    }
  });

  test.each([4, 20, 63])("is not what %i bytes of something else begin", (size) => {
    expect(parseSegmentHeader(new Uint8Array(size).fill(0x41))).toEqual({ kind: "foreign" });
  });

  test("with each single bit flipped is told apart, but for its CRC", () => {
    const bytes = encodeSegmentHeader(golden);
    const before = parseSegmentHeader(bytes);
    for (let bit = 0; bit < 512; bit++) {
      const flipped = bytes.slice();
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const parsed = parseSegmentHeader(flipped);
      if (bit >= 32 && bit < 64) expect(parsed).toEqual(before);
      else expect(parsed).not.toEqual(before);
    }
  });

  test.each([
    [0, 0x51, { kind: "foreign" }],
    [8, 2, { kind: "unsupported", version: 2 }],
    [10, 65, { kind: "invalid", flaw: "header-size" }],
    [23, 0xff, { kind: "invalid", flaw: "no-count" }],
    [16, 0, { kind: "invalid", flaw: "no-count" }],
    [31, 0xff, { kind: "invalid", flaw: "no-count" }],
    [63, 1, { kind: "invalid", flaw: "reserved-not-zero" }],
  ])("with byte %i changed to %i is %j", (offset, value, expected) => {
    const bytes = encodeSegmentHeader(golden);
    bytes[offset] = value;
    expect(parseSegmentHeader(bytes)).toEqual(expected);
  });

  test.each([
    { segmentSizeLimit: 2 ** 32 },
    { salt: -1 },
    { segmentNumber: 0 },
    { firstSequence: 0.5 },
    { logId: new Uint8Array(15) },
  ])("refuses %j", (field) => {
    expect(() => encodeSegmentHeader({ ...golden, ...field })).toThrow(RangeError);
  });
});
