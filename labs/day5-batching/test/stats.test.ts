import { stats } from "@wal-labs/batching";
import { FRAME_HEADER_SIZE, SEGMENT_HEADER_SIZE } from "@wal-labs/core";
import { describe, expect, test } from "vitest";
import {
  codeOf,
  DIRECTORY,
  diskWith,
  FRAME_SIZE,
  frameAt,
  joined,
  NOON,
  pathOf,
  put,
  SEAL,
  SEAL_SIZE,
  segmentOf,
  twoSegments,
  writesIn,
} from "./forged-segments.ts";

describe("Exercise 5.8: stats (src/tools/stats.ts, chapter 5, Stats)", () => {
  test("counts records by type, segments and sequences over a whole log", async () => {
    const [first] = twoSegments();
    const more = [put("c"), { type: "delete", key: "c" }, { type: "ack", key: "j" }] as const;
    const second = segmentOf(more, { number: 2, firstSequence: 3 });
    const found = await stats(DIRECTORY, { fs: diskWith(first, second) });
    expect(found.recordsByType).toEqual({ put: 3, delete: 1, ack: 1 });
    expect(found).toMatchObject({ segments: 2, records: 5, firstSequence: 1, lastSequence: 5 });
    expect(found.sealed).toBe(false);
  });

  test("says where each byte goes", async () => {
    const log = joined(segmentOf([put("a"), put("b"), SEAL]), new Uint8Array(500));
    const { bytes, overhead, sealed } = await stats(pathOf(1), { fs: diskWith(log) });
    const headers = SEGMENT_HEADER_SIZE + 2 * FRAME_HEADER_SIZE + SEAL_SIZE;
    const padding = 2 * (FRAME_SIZE - FRAME_HEADER_SIZE - 2);
    const parts = { payload: 4, headers, padding, zeros: 500, tail: 0 };
    expect(bytes).toEqual({ ...parts, total: log.length });
    expect(overhead).toBe((headers + padding) / 4);
    expect(sealed).toBe(true);
  });

  test("counts a batch once, and not before it is whole", async () => {
    const batch = [put("a", { isLast: false }), put("b", { isLast: false }), put("c")];
    const log = segmentOf([...batch, put("d"), put("e", { isLast: false })]);
    const { batches, records, lastSequence, bytes } = await stats(pathOf(1), {
      fs: diskWith(log),
    });
    expect({ batches, records, lastSequence }).toEqual({ batches: 2, records: 4, lastSequence: 4 });
    expect(bytes.tail).toBe(FRAME_SIZE);
  });

  test("finds the time range where clocks were set back", async () => {
    const times = [NOON, NOON - 60_000, NOON + 1000, NOON];
    const log = segmentOf(times.map((timestampMs) => put("a", { timestampMs })));
    const { earliest, latest } = await stats(pathOf(1), { fs: diskWith(log) });
    expect(earliest).toBe("2026-01-01T11:59:00.000Z");
    expect(latest).toBe("2026-01-01T12:00:01.000Z");
  });

  test("an empty log has no range and no overhead", async () => {
    const found = await stats(pathOf(1), { fs: diskWith(segmentOf([])) });
    const none = { records: 0, batches: 0, firstSequence: 0, lastSequence: 0, overhead: null };
    expect(found).toMatchObject({ ...none, earliest: null, latest: null });
  });

  test("counts a damaged log as far as it is whole, and only reads", async () => {
    const disk = diskWith(segmentOf([put("a"), put("b")]).subarray(0, frameAt(1) + 20));
    const { records, bytes } = await stats(DIRECTORY, { fs: disk });
    expect([records, bytes.tail]).toEqual([1, 20]);
    expect([writesIn(disk), disk.openHandles]).toEqual([[], 0]);
  });

  test("refuses what is no log", async () => {
    const disk = diskWith(new Uint8Array(80).fill(65));
    expect(await codeOf(stats(DIRECTORY, { fs: disk }))).toBe("WAL_UNSUPPORTED");
    expect(await codeOf(stats("/nothing", { fs: disk }))).toBe("WAL_IO");
  });
});
