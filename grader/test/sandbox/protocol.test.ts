import { describe, expect, test } from "vitest";
import { ByteReader } from "../../src/sandbox/protocol/byte-reader.ts";
import { ByteWriter } from "../../src/sandbox/protocol/byte-writer.ts";
import { errorFrom } from "../../src/sandbox/protocol/error-facts.ts";
import { FrameReader } from "../../src/sandbox/protocol/frame-reader.ts";
import { ProtocolError } from "../../src/sandbox/protocol/protocol-error.ts";
import { readValue } from "../../src/sandbox/protocol/read-value.ts";
import type { Translator } from "../../src/sandbox/protocol/reference.ts";
import { writeValue } from "../../src/sandbox/protocol/write-value.ts";

const plain: Translator = {
  sendsStacks: false,
  reference: () => undefined,
  resolve: (reference) => reference,
  revive: errorFrom,
  emptyObject: () => ({}),
};

function encode(value: unknown): Buffer {
  const writer = new ByteWriter();
  writeValue(writer, value, plain);
  return Buffer.from(writer.take());
}

function decode(bytes: Buffer): unknown {
  return readValue(new ByteReader(bytes), plain);
}

const VALUES: unknown[] = [
  ...[undefined, null, true, false, 0, -0, 1, -1, 2 ** 31, -(2 ** 31), 2 ** 53, 0.1],
  ...[Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0n, -5n, 2n ** 64n],
  ...["", "é😀", "\ud800 alone", "x".repeat(10_000), new Uint8Array(), Uint8Array.of(1, 2, 255)],
  ...[[], [1, [2, [undefined]]], {}, { a: { b: [null] } }, new Map([["k", new Set([1])]])],
  ...[new Date(5), new Date(Number.NaN)],
];

describe("a value", () => {
  test.for(VALUES)("comes back as it went: %o", (value) => {
    expect(decode(encode(value))).toStrictEqual(value);
  });

  test("may be an error with a code, fields and a cause", () => {
    const cause = new Error("below");
    const error = Object.assign(new RangeError("above", { cause }), { code: "E1", offset: 7 });
    expect(decode(encode(error))).toMatchObject({
      ...{ name: "RangeError", message: "above", code: "E1", offset: 7 },
      cause: { name: "Error", message: "below" },
    });
  });

  test("cannot change a prototype", () => {
    const decoded = decode(encode(JSON.parse('{"__proto__": {"polluted": true}}')));
    expect(Object.getPrototypeOf(decoded)).toBe(Object.prototype);
    expect(decoded).not.toHaveProperty("polluted");
  });

  test("that contains itself does not travel", () => {
    const value: unknown[] = [];
    value.push(value);
    expect(() => encode(value)).toThrow(TypeError);
  });

  test.for([Symbol("s"), 2n ** 600n])("that no tag fits does not travel: %o", (value) => {
    expect(() => encode(value)).toThrow(TypeError);
  });
});

describe("hostile bytes", () => {
  test("cut off anywhere are a ProtocolError", () => {
    const bytes = encode({ a: [1, "two", 3n, new Uint8Array(4)], b: new Error("five") });
    for (let size = 0; size < bytes.length; size++) {
      expect(() => decode(bytes.subarray(0, size))).toThrow(ProtocolError);
    }
  });

  test("are a value or a ProtocolError, 5,000 times (seed 1)", () => {
    let state = 1;
    const next = () => {
      state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9;
      return state >>> 24;
    };
    for (let round = 0; round < 5000; round++) {
      const bytes = Buffer.from(
        Array.from({ length: 24 }, (_, at) => (at % 3 ? next() : next() % 17)),
      );
      expect(outcomeOf(bytes)).toBe("fine");
    }
  });

  test("that nest without end are a ProtocolError", () => {
    expect(() => decode(Buffer.alloc(50_000, Buffer.from([10, 1, 0, 0, 0])))).toThrow(
      ProtocolError,
    );
  });

  test("that announce more elements than there are bytes allocate nothing", () => {
    expect(() => decode(Buffer.from([10, 0xff, 0xff, 0xff, 0x7f]))).toThrow(ProtocolError);
  });
});

function outcomeOf(bytes: Buffer): string {
  try {
    decode(bytes);
    return "fine";
  } catch (error) {
    return error instanceof ProtocolError ? "fine" : String(error);
  }
}

describe("frames", () => {
  test("arrive whole however the stream is cut", () => {
    const stream = Buffer.from([1, 0, 0, 0, 7, 0, 0, 0, 0, 2, 0, 0, 0, 8, 9]);
    for (let size = 1; size <= stream.length; size++) {
      const reader = new FrameReader();
      const frames: number[][] = [];
      for (let start = 0; start < stream.length; start += size) {
        for (const frame of reader.push(stream.subarray(start, start + size)))
          frames.push([...frame]);
      }
      expect(frames).toEqual([[7], [], [8, 9]]);
    }
  });

  test("over the limit are a ProtocolError before they are collected", () => {
    const push = () => [...new FrameReader().push(Buffer.from([0, 0, 0, 0xff]))];
    expect(push).toThrow(ProtocolError);
  });
});
