import { describe, expect, test } from "vitest";
import {
  encodeFrame,
  encodeSegmentHeader,
  parseFrame,
  parseSegmentHeader,
  viewOf,
} from "../src/index.ts";

const ROUNDS = 1_000_000;

/** Marsaglia's xorshift32: small, fast, and the same on every machine. */
function xorshift(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

const text = new TextEncoder().encode("0123456789");
const frame = encodeFrame({
  type: 1,
  flags: 1,
  transactionId: 2,
  sequence: 5,
  timestampMs: 6,
  syncedWatermark: 4,
  key: text,
  value: text,
});
const header = encodeSegmentHeader({
  segmentSizeLimit: 0,
  segmentNumber: 1,
  firstSequence: 1,
  logId: new Uint8Array(16),
  salt: 9,
});

/** Damages up to 8 bytes of a valid block and cuts it anywhere. */
function damaged(block: Uint8Array, scratch: Uint8Array, next: () => number): Uint8Array {
  scratch.set(block);
  for (let left = next() % 9; left > 0; left--) scratch[next() % block.length] = next();
  return scratch.subarray(0, next() % (block.length + 1));
}

describe("the parsers never throw", () => {
  test.each([1, 2])(`on ${ROUNDS} buffers of random bytes, seed %i`, (seed) => {
    const next = xorshift(seed);
    const words = new Uint32Array(24);
    const bytes = new Uint8Array(words.buffer);
    const kinds = new Set<string>();
    for (let round = 0; round < ROUNDS; round++) {
      words[round % 24] = next();
      const size = next() % 97;
      kinds.add(parseFrame(viewOf(bytes.subarray(0, size))).kind);
      kinds.add(parseSegmentHeader(bytes.subarray(0, size)).kind);
    }
    expect(kinds).toContain("incomplete");
    expect(kinds).toContain("invalid");
  });

  test(`on ${ROUNDS} damaged frames and headers, seed 3`, () => {
    const next = xorshift(3);
    const scratch = new Uint8Array(frame.length);
    const kinds = new Set<string>();
    for (let round = 0; round < ROUNDS; round++) {
      kinds.add(parseFrame(viewOf(damaged(frame, scratch, next))).kind);
      kinds.add(parseSegmentHeader(damaged(header, scratch, next)).kind);
    }
    expect(kinds).toEqual(
      new Set(["foreign", "frame", "header", "incomplete", "invalid", "unsupported"]),
    );
  });

  test("on sizes at the edges, nor find a frame that ends behind its buffer", () => {
    const edges = [0, 1, 7, 8, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff];
    for (const keySize of edges) {
      for (const valueSize of edges) {
        const bytes = frame.slice();
        viewOf(bytes).setUint32(8, keySize, true);
        viewOf(bytes).setUint32(12, valueSize, true);
        const parsed = parseFrame(viewOf(bytes), 0, Number.MAX_SAFE_INTEGER);
        if (parsed.kind === "frame") expect(parsed.size).toBeLessThanOrEqual(bytes.length);
      }
    }
  });
});
