import { SimDisk } from "@wal-labs/core/sim";
import { describe, expect } from "vitest";
import { range } from "../day3/check.ts";
import { expectOneLog, record, segmentsOn } from "../day3/segments.ts";
import { check, opened } from "./check.ts";
import { watched, writesSince } from "./watched.ts";

describe("Exercise 5.2: how much at once", () => {
  check(
    "5.2-max-records",
    {
      points: 2,
      rationale: "A batch without a limit makes its first caller wait for its last one's bytes.",
      hints: [
        "Take callers out of the room while the next one still fits, and leave the others in.",
        "A caller's records stay together: a batch of three is three records, not one.",
      ],
      needs: ["5.1-opens-and-continues"],
    },
    async ({ student, random }) => {
      const disk = new SimDisk();
      const log = await opened(student, disk, { maxBatchRecords: 4 });
      const start = disk.log.length;
      await Promise.all(range(1, 10).map(() => log.append(record(random))));
      const writes = writesSince(disk, start);
      expect(Math.max(...writes) / 96, "records written at once").toBeLessThanOrEqual(4);
      expect(writes.length, "writes for ten records").toBeLessThanOrEqual(4);
      const between = disk.log.length;
      const sizes = [3, 3, 1, 2, 4, 1];
      const batches = sizes.map((size) => range(1, size).map(() => record(random)));
      const positions = await Promise.all(batches.map((each) => log.appendBatch(each)));
      expect(positions.map(({ length }) => length)).toEqual(sizes);
      const more = writesSince(disk, between);
      expect(Math.max(...more) / 96, "records written at once").toBeLessThanOrEqual(4);
      expect(expectOneLog(segmentsOn(disk)).length).toBe(24);
    },
  );

  check(
    "5.2-max-bytes",
    {
      points: 2,
      rationale: "It is bytes that take time to write, and memory to gather.",
      hints: [
        "A record's size is that of its frame, padding included: `frameSize` of core tells it.",
        "Add the sizes up as callers come, and take them off as they go.",
      ],
      needs: ["5.1-opens-and-continues"],
    },
    async ({ student, random }) => {
      const disk = new SimDisk();
      const log = await opened(student, disk, { maxBatchBytes: 1000 });
      for (const count of [25, 7]) {
        const start = disk.log.length;
        await Promise.all(range(1, count).map(() => log.append(record(random))));
        const writes = writesSince(disk, start);
        expect(Math.max(...writes), "bytes written at once").toBeLessThanOrEqual(1000);
        const needed = Math.ceil((count * 96) / 960);
        expect(writes.length, `writes for ${count} records`).toBeLessThanOrEqual(needed + 1);
      }
      expect(expectOneLog(segmentsOn(disk)).length).toBe(32);
    },
  );

  check(
    "5.2-every-byte-counts",
    {
      points: 1,
      rationale: "A record that counts for less than it takes makes a batch of any size.",
      hints: [
        "Each type has its own fields: which of them become key and value?",
        "A text of 100 characters may take 300 bytes. Its length is not its size.",
      ],
      needs: ["5.2-max-bytes"],
    },
    async ({ student, random }) => {
      const bytes = random.bytes(400);
      const [text, jobId, transactionId] = ["☂".repeat(134), "job", 7];
      const records = [
        { type: "put", key: bytes, value: new Uint8Array(0) },
        { type: "put", key: new Uint8Array(0), value: bytes },
        { type: "delete", key: bytes },
        {
          type: "transaction-put",
          transactionId,
          key: bytes.subarray(9),
          value: bytes.slice(0, 9),
        },
        { type: "transaction-delete", transactionId, key: bytes },
        { type: "enqueue", jobId, payload: bytes },
        { type: "enqueue", jobId: text, payload: new Uint8Array(0) },
        { type: "dispatch", jobId: text },
        { type: "ack", jobId: text },
        { type: "retry", jobId, reason: text },
        { type: "dead", jobId: text, reason: "" },
      ] as const;
      for (const each of records) {
        const disk = new SimDisk();
        const log = await opened(student, disk, { maxBatchBytes: 1000 });
        const start = disk.log.length;
        await Promise.all(range(1, 6).map(() => log.append(each)));
        const writes = writesSince(disk, start);
        const what = `bytes written at once, of records of type ${each.type}`;
        expect(Math.max(...writes), what).toBeLessThanOrEqual(1000);
      }
    },
  );

  check(
    "5.2-too-large-goes-alone",
    {
      points: 1,
      rationale: "A limit is no reason to refuse a record, and still less to wait for ever.",
      hints: [
        "Take one caller at least, whatever it brings.",
        "A batch over the limit is written by itself: before it those before it, after it the others.",
      ],
      needs: ["5.2-max-records", "5.2-max-bytes"],
    },
    async ({ student, random }) => {
      for (const limits of [{ maxBatchBytes: 300 }, { maxBatchRecords: 3 }]) {
        const disk = new SimDisk();
        const log = await opened(student, disk, limits);
        const sizes = [1, 6, 1, 1, 5, 1];
        const batches = sizes.map((size) => range(1, size).map(() => record(random)));
        const start = disk.log.length;
        await Promise.all(batches.map((each) => log.appendBatch(each)));
        const large = writesSince(disk, start).filter((bytes) => bytes > 300);
        expect(large, `writes over the limit, ${JSON.stringify(limits)}`).toEqual([576, 480]);
        const keys = expectOneLog(segmentsOn(disk)).map(({ key }) => key);
        expect(keys).toEqual(batches.flat().map(({ key }) => key));
      }
    },
  );

  check(
    "5.2-default-limits",
    {
      points: 1,
      rationale: "Whoever sets no limits has some all the same.",
      hints: ["4,096 records, 1 MiB, and no delay."],
      needs: ["5.2-max-records", "5.2-max-bytes"],
    },
    async ({ student, random }) => {
      const disk = new SimDisk();
      const log = await opened(student, disk);
      const small = { type: "delete", key: random.bytes(1) } as const;
      const many = disk.log.length;
      await log.append(small);
      await Promise.all(range(1, 4120).map(() => log.append(small)));
      const counts = writesSince(disk, many).map((bytes) => bytes / 56);
      expect(Math.max(...counts), "records written at once").toBeLessThanOrEqual(4096);
      const large = disk.log.length;
      const traffic = watched(disk);
      const half = { ...small, key: random.bytes(400_000) };
      await Promise.all(range(1, 5).map(() => log.append(half)));
      const writes = writesSince(disk, large);
      expect(Math.max(...writes), "bytes written at once").toBeLessThanOrEqual(2 ** 20);
      expect(traffic().syncs, "syncs for five records of 400,000 bytes").toBeLessThanOrEqual(4);
      expect(disk.clock.pendingTimers, "timers").toBe(0);
    },
  );
});
