import { describe, expect, test } from "vitest";
import {
  encodeFrame,
  encodeFrameInto,
  type Frame,
  frameSize,
  parseFrame,
  viewOf,
  WalError,
} from "../src/index.ts";

const golden: Frame = {
  type: 1,
  flags: 1,
  transactionId: 0,
  sequence: 7,
  timestampMs: 1_700_000_000_000,
  syncedWatermark: 6,
  key: new TextEncoder().encode("key"),
  value: new TextEncoder().encode("value"),
};

const GOLDEN_BYTES = [
  "00000000 01 01 0000 03000000 05000000",
  "0700000000000000 0068e5cf8b010000",
  "0000000000000000 0600000000000000",
  "6b6579 76616c7565",
].join("");

const unhex = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(" ", ""), "hex"));

describe("a frame", () => {
  test("lies on disk as these bytes", () => {
    expect(encodeFrame(golden)).toEqual(unhex(GOLDEN_BYTES));
  });

  test("comes back as it was", () => {
    const bytes = encodeFrame(golden);
    expect(parseFrame(viewOf(bytes))).toEqual({ kind: "frame", frame: golden, size: bytes.length });
  });

  test.each([
    [0, 0, 48],
    [1, 0, 56],
    [3, 5, 56],
    [4, 5, 64],
  ])("with a key of %i and a value of %i bytes takes %i", (keySize, valueSize, size) => {
    expect(frameSize(keySize, valueSize)).toBe(size);
  });

  test("may have an empty key, an empty value, or both", () => {
    const empty = new Uint8Array(0);
    const bytes = encodeFrame({ ...golden, key: empty, value: empty });
    expect(parseFrame(viewOf(bytes))).toMatchObject({ kind: "frame", size: 48 });
  });

  test("keeps each integer up to the largest safe one", () => {
    const sequence = Number.MAX_SAFE_INTEGER;
    const large = { ...golden, sequence, timestampMs: sequence, transactionId: sequence };
    const frame = { ...large, syncedWatermark: sequence - 1 };
    expect(parseFrame(viewOf(encodeFrame(frame)))).toMatchObject({ frame });
  });

  test("is found at an offset, and views the same memory", () => {
    const bytes = new Uint8Array(128);
    bytes.set(encodeFrame(golden), 64);
    const parsed = parseFrame(viewOf(bytes), 64);
    bytes[64 + 48] = 0x4b;
    expect(parsed).toMatchObject({ frame: { key: new TextEncoder().encode("Key") } });
  });

  test("cut short at any byte is incomplete, and says how many bytes it needs", () => {
    const bytes = encodeFrame(golden);
    for (let size = 0; size < bytes.length; size++) {
      const needed = size < 48 ? 48 : bytes.length;
      expect(parseFrame(viewOf(bytes.subarray(0, size)))).toEqual({ kind: "incomplete", needed });
    }
  });
});

describe("a frame encoded into a buffer that was used before", () => {
  const dirty = () => new Uint8Array(256).fill(0xaa);

  test.each([0, 1, 8, 63, 200])(
    "is the same bytes at offset %i, and touches no other",
    (offset) => {
      for (const frame of [golden, { ...golden, key: new Uint8Array(0), value: golden.key }]) {
        const [bytes, expected] = [dirty(), dirty()];
        expected.set(encodeFrame(frame), offset);
        const size = encodeFrameInto({ bytes, view: viewOf(bytes) }, offset, frame);
        expect(size).toBe(frameSize(frame.key.length, frame.value.length));
        expect(bytes).toEqual(expected);
      }
    },
  );

  test.each([
    ["WAL_TOO_LARGE", { value: new Uint8Array(6) }],
    ["WAL_INVALID_ARGUMENT", { syncedWatermark: 7 }],
    ["WAL_INVALID_ARGUMENT", { flags: 2 }],
  ])("that is refused with %s for %j writes nothing", (code, field) => {
    const bytes = dirty();
    const encode = () =>
      encodeFrameInto({ bytes, view: viewOf(bytes) }, 8, { ...golden, ...field }, 8);
    expect(encode).toThrow(expect.objectContaining({ code }));
    expect(bytes).toEqual(dirty());
  });
});

describe("a frame with one bit flipped", () => {
  test("is told apart wherever the bit lies, but for the CRC, which the caller verifies", () => {
    const bytes = encodeFrame(golden);
    const before = parseFrame(viewOf(bytes));
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const flipped = bytes.slice();
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const parsed = parseFrame(viewOf(flipped));
      if (bit < 32) expect(parsed).toEqual(before);
      else expect(parsed).not.toEqual(before);
    }
  });
});

describe("a frame with one byte changed", () => {
  const changed = (offset: number, value: number) => {
    const bytes = encodeFrame({ ...golden, key: golden.value });
    bytes[offset] = value;
    return parseFrame(viewOf(bytes));
  };

  test.each([
    ["type-zero", 4, 0],
    ["unknown-flags", 5, 2],
    ["reserved-not-zero", 6, 1],
    ["reserved-not-zero", 7, 1],
    ["too-large", 11, 1],
    ["too-large", 15, 0xff],
    ["unsafe-integer", 23, 1],
    ["unsafe-integer", 30, 0xff],
    ["watermark-ahead", 40, 7],
    ["padding-not-zero", 63, 1],
  ])("is invalid: %s at byte %i", (flaw, offset, value) => {
    expect(changed(offset, value)).toEqual({ kind: "invalid", flaw });
  });
});

describe("encoding refuses", () => {
  const code = (frame: Frame, limit?: number) => {
    try {
      encodeFrame(frame, limit);
    } catch (error) {
      return error instanceof WalError && error.code;
    }
  };

  test("a record over the limit, before it allocates", () => {
    expect(code(golden, 8)).toBeUndefined();
    expect(code(golden, 7)).toBe("WAL_TOO_LARGE");
    const huge = { length: 2 ** 40 } as Uint8Array;
    expect(code({ ...golden, value: huge }, 2 ** 39)).toBe("WAL_TOO_LARGE");
  });

  test.each([
    { type: 0 },
    { type: 256 },
    { type: 1.5 },
    { flags: 2 },
    { sequence: 6 },
    { sequence: -1 },
    { timestampMs: Number.NaN },
    { transactionId: 2 ** 53 },
    { syncedWatermark: 7 },
  ])("%j", (field) => {
    expect(code({ ...golden, ...field })).toBe("WAL_INVALID_ARGUMENT");
  });
});
