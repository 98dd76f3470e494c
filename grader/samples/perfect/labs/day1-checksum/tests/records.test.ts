import {
  crc32,
  fromFrame,
  newHeader,
  stamp,
  toFrame,
  verify,
  type WalRecord,
} from "@wal-labs/checksum";
import { encodeFrame, parseFrame, viewOf } from "@wal-labs/core";
import { describe, expect, test } from "vitest";

const bytes = (text: string) => new TextEncoder().encode(text);
const place = { sequence: 9, timestampMs: 1_700_000_000_000, syncedWatermark: 8 };

const RECORDS: WalRecord[] = [
  { type: "put", key: bytes("k"), value: bytes("") },
  { type: "delete", key: bytes("k") },
  { type: "transaction-put", transactionId: 3, key: bytes("k"), value: bytes("v") },
  { type: "transaction-delete", transactionId: 3, key: bytes("k") },
  { type: "commit", transactionId: 3 },
  { type: "abort", transactionId: 3 },
  { type: "enqueue", jobId: "job-☂", payload: bytes("{}") },
  { type: "dispatch", jobId: "job-☂" },
  { type: "ack", jobId: "job-☂" },
  { type: "retry", jobId: "job-☂", reason: "because ☂" },
  { type: "dead", jobId: "job-☂", reason: "" },
];

describe("a record", () => {
  test.each(RECORDS)("comes back from the bytes of a frame: $type", (record) => {
    const parsed = parseFrame(viewOf(encodeFrame(toFrame(record, place))));
    if (parsed.kind !== "frame") throw new Error(parsed.kind);
    const { sequence, timestampMs } = place;
    expect(fromFrame(parsed.frame)).toEqual({ sequence, timestampMs, record });
  });

  test("is refused when its frame has what it cannot have", () => {
    const frame = toFrame({ type: "delete", key: bytes("k") }, place);
    expect(() => fromFrame({ ...frame, type: 99 })).toThrow();
    expect(() => fromFrame({ ...frame, value: bytes("v") })).toThrow();
    expect(() => fromFrame({ ...frame, transactionId: 5 })).toThrow();
  });
});

describe("a checksum", () => {
  test("is the one that everybody means, and a positive number", () => {
    expect(crc32(bytes("123456789"))).toBe(0xcbf43926);
    expect(crc32(bytes("6789"), crc32(bytes("12345")))).toBe(0xcbf43926);
  });

  test("covers every byte after itself", () => {
    const block = stamp(
      encodeFrame(toFrame({ type: "put", key: bytes("k"), value: bytes("v") }, place)),
      7,
    );
    for (let index = 0; index < block.length; index++) {
      block[index] = (block[index] ?? 0) ^ 1;
      expect(verify(block, 7).kind).toBe("mismatch");
      block[index] = (block[index] ?? 0) ^ 1;
    }
    expect(verify(block, 7)).toEqual({ kind: "match" });
    expect(verify(block, 8).kind).toBe("mismatch");
  });

  test("tells what was there and what should be", () => {
    const block = stamp(bytes("....abc"), 0);
    const expected = crc32(bytes("abc"));
    block.set(bytes("abd"), 4);
    expect(verify(block, 0)).toEqual({ kind: "mismatch", expected, actual: crc32(bytes("abd")) });
  });
});

test("no two logs have the same header", () => {
  expect(newHeader()).not.toEqual(newHeader());
});
