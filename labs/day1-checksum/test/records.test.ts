import {
  ChecksumMismatchError,
  CorruptionError,
  crc32,
  fromFrame,
  RECORD_CODES,
  stamp,
  toFrame,
  verify,
  type WalRecord,
} from "@wal-labs/checksum";
import { encodeFrame, LAST_OF_BATCH, parseFrame, viewOf } from "@wal-labs/core";
import { describe, expect, test } from "vitest";

const bytes = (text: string) => new TextEncoder().encode(text);
const place = { sequence: 7, timestampMs: 1_700_000_000_000, syncedWatermark: 6 };

const records: WalRecord[] = [
  { type: "put", key: bytes("k"), value: bytes("v") },
  { type: "put", key: bytes("k"), value: bytes("") },
  { type: "delete", key: bytes("k") },
  { type: "transaction-put", transactionId: 3, key: bytes("k"), value: bytes("v") },
  { type: "transaction-delete", transactionId: 3, key: bytes("k") },
  { type: "commit", transactionId: 3 },
  { type: "abort", transactionId: 3 },
  { type: "enqueue", jobId: "job-1", payload: bytes("{}") },
  { type: "dispatch", jobId: "job-1" },
  { type: "ack", jobId: "job-1" },
  { type: "retry", jobId: "job-1", reason: "time-out" },
  { type: "dead", jobId: "Zürich ☂", reason: "" },
];

describe("Exercise 1.2: records and frames (src/record-frame.ts, chapter 1, Records and frames)", () => {
  test.each(records)("brings back a $type as it was", (record) => {
    const frame = toFrame(record, place);
    expect(frame).toMatchObject({
      ...place,
      flags: LAST_OF_BATCH,
      type: RECORD_CODES[record.type],
    });
    expect(fromFrame(frame)).toEqual({ sequence: 7, timestampMs: place.timestampMs, record });
  });

  test("refuses a type it does not know", () => {
    const frame = { ...toFrame({ type: "ack", jobId: "j" }, place), type: 99 };
    expect(() => fromFrame(frame)).toThrow(expect.objectContaining({ code: "WAL_UNSUPPORTED" }));
  });

  test("refuses a delete that has a value", () => {
    const frame = { ...toFrame({ type: "delete", key: bytes("k") }, place), value: bytes("v") };
    expect(() => fromFrame(frame)).toThrow(expect.objectContaining({ code: "WAL_CORRUPTED" }));
  });

  test("gives a record bytes of its own", () => {
    const disk = encodeFrame(toFrame({ type: "put", key: bytes("k"), value: bytes("v") }, place));
    const parsed = parseFrame(viewOf(disk));
    if (parsed.kind !== "frame") throw new Error(parsed.kind);
    const { record } = fromFrame(parsed.frame);
    disk.fill(0);
    expect(record).toEqual({ type: "put", key: bytes("k"), value: bytes("v") });
  });
});

describe("Exercise 1.3: checksum (src/checksum.ts, chapter 1, Checksum)", () => {
  test("is the CRC-32 that everyone else computes", () => {
    expect(crc32(bytes("123456789"))).toBe(0xcbf43926);
  });

  test("goes on from a seed", () => {
    expect(crc32(bytes("6789"), crc32(bytes("12345")))).toBe(0xcbf43926);
  });

  test("is found again by verify, in the first 4 bytes", () => {
    const block = stamp(bytes("....the rest"), 42);
    expect(viewOf(block).getUint32(0, true)).toBe(crc32(bytes("the rest"), 42));
    expect(verify(block, 42)).toEqual({ kind: "match" });
  });

  test("tells what it expected and what it found when a byte changes", () => {
    const block = stamp(bytes("....the rest"), 0);
    block[11] = 0;
    const actual = crc32(block.subarray(4));
    expect(verify(block, 0)).toEqual({
      kind: "mismatch",
      expected: crc32(bytes("the rest")),
      actual,
    });
  });
});

describe("Exercise 1.4: errors that carry the facts (src/errors.ts, chapter 1, Errors that carry the facts)", () => {
  test("a mismatch names the sequence and both checksums in 8 hex digits", () => {
    const { message } = new ChecksumMismatchError(7, 0xcbf43926, 0x1f);
    expect(message).toMatch(/\b7\b/);
    expect(message).toContain("cbf43926");
    expect(message).toContain("0000001f");
  });

  test("a corruption names the sequence, the offset and the cause", () => {
    const cause = new Error("the file ends inside the frame");
    const error = new CorruptionError(7, 4096, cause);
    expect(error).toMatchObject({ code: "WAL_CORRUPTED", sequence: 7, offset: 4096, cause });
    expect(error.message).toMatch(/\b7\b/);
    expect(error.message).toMatch(/\b4096\b/);
    expect(error.message).toContain(cause.message);
  });
});
