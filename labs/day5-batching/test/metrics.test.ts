import { channel as nodeChannel } from "node:diagnostics_channel";
import { type BatchReport, describeBatch } from "@wal-labs/batching";
import { afterEach, describe, expect, test, vi } from "vitest";
import { FRAME_SIZE, fresh, outcomes, put } from "./shared-log.ts";

/** A channel that keeps what it is told. */
function listening({ hasSubscribers = true } = {}) {
  const reports: BatchReport[] = [];
  return { hasSubscribers, reports, publish: (report: BatchReport) => void reports.push(report) };
}

afterEach(() => vi.restoreAllMocks());

describe("Exercise 5.5: metrics (src/writer-metrics.ts, chapter 5, Metrics)", () => {
  test("counts records, batches, syncs and bytes", async () => {
    const { log } = await fresh();
    await Promise.all(["a", "b"].map((key) => log.append(put(key))));
    await log.append(put("c"), { durable: false });
    const bytes = 3 * FRAME_SIZE;
    expect(log.metrics).toEqual({ records: 3, batches: 2, syncs: 1, bytes, failures: 0 });
  });

  test("counts a flush neither as a batch nor as a sync", async () => {
    const { log } = await fresh();
    await log.flush();
    expect(log.metrics).toMatchObject({ records: 0, batches: 0, syncs: 0 });
  });

  test("gives a copy", async () => {
    const { log } = await fresh();
    const before = log.metrics;
    await log.append(put("a"));
    expect([before.records, log.metrics.records]).toEqual([0, 1]);
  });

  test("tells of each batch when it is over", async () => {
    const channel = listening();
    const { log } = await fresh({ channel });
    await Promise.all([log.append(put("a")), log.appendBatch([put("b"), put("c")])]);
    const [report, ...more] = channel.reports;
    const numbers = { callers: 2, records: 3, bytes: 3 * FRAME_SIZE, lastSequence: 3 };
    expect(report).toMatchObject({ ...numbers, durable: true });
    expect(report?.waitedMs).toBeGreaterThanOrEqual(0);
    expect(report?.tookMs).toBeGreaterThan(0);
    expect(more).toEqual([]);
    expect(report).not.toHaveProperty("error");
  });

  test("measures and tells nothing while nobody listens", async () => {
    const channel = listening({ hasSubscribers: false });
    const { log } = await fresh({ channel });
    const now = vi.spyOn(performance, "now");
    await log.append(put("a"));
    expect([channel.reports, now.mock.calls]).toEqual([[], []]);
    expect(log.metrics.records).toBe(1);
  });

  test("counts and tells of a batch that failed", async () => {
    const channel = listening();
    const { disk, log } = await fresh({ channel });
    disk.inject({ kind: "datasync" }, { kind: "error" });
    expect(await outcomes([log.append(put("a"))])).toEqual(["WAL_IO"]);
    expect(log.metrics).toMatchObject({ records: 0, failures: 1 });
    expect(channel.reports).toMatchObject([{ callers: 1, records: 0, error: { code: "WAL_IO" } }]);
  });

  test("is not hurt by a listener that throws", async () => {
    const publish = () => {
      throw new Error("no such display");
    };
    const { log } = await fresh({ channel: { hasSubscribers: true, publish } });
    for (const key of ["a", "b"]) expect(await outcomes([log.append(put(key))])).toEqual(["ok"]);
    expect(log.metrics).toMatchObject({ records: 2, failures: 0 });
  });

  test("uses Node's channel wal-labs:batch unless told otherwise", async () => {
    const told: unknown[] = [];
    const listener = (report: unknown) => void told.push(report);
    const batches = nodeChannel("wal-labs:batch");
    batches.subscribe(listener);
    const { log } = await fresh();
    await log.append(put("a"));
    batches.unsubscribe(listener);
    expect(told).toMatchObject([{ records: 1, durable: true }]);
  });

  test("describes a batch as a line of a debug log", () => {
    const numbers = { callers: 2, records: 3, bytes: 168, lastSequence: 9 };
    const report = { ...numbers, durable: true, waitedMs: 0.125, tookMs: 5 };
    const line = "3 records of 2 callers, 168 bytes, up to 9; waited 0.13 ms, took 5.00 ms";
    expect(describeBatch(report)).toBe(`durable: ${line}`);
    expect(describeBatch({ ...report, durable: false })).toBe(`written: ${line}`);
    expect(describeBatch({ ...report, error: "EIO" })).toBe(`failed: ${line}; EIO`);
  });
});
