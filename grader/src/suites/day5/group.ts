import { SimDisk } from "@wal-labs/core/sim";
import { describe, expect } from "vitest";
import { range } from "../day3/check.ts";
import { expectOneLog, record, recordsOn, segmentsOn } from "../day3/segments.ts";
import { samples } from "../sample-records.ts";
import { check, codesOf, ended, opened } from "./check.ts";
import { watched } from "./watched.ts";

describe("Exercise 5.1: one sync for all who wait", () => {
  check(
    "5.1-opens-and-continues",
    {
      points: 1,
      rationale: "It is the log of day 4 with a waiting room before it: nothing of it may be lost.",
      hints: [
        "Open a `ConcurrentLog` with the same options: it locks, recovers, and knows where to go on.",
        "An append gives the position that the log gives for its record.",
      ],
    },
    async ({ student, settle, random }) => {
      const disk = new SimDisk();
      const log = await opened(student, disk);
      expect(await log.lastSequence).toBe(0);
      const records = [record(random), record(random), record(random)] as const;
      const name = segmentsOn(disk)[0]?.name;
      const first = { segment: name, sequence: 1, offset: 64, size: 96 };
      expect(await ended(log.append(records[0]), disk, settle)).toEqual(first);
      const second = { ...first, sequence: 2, offset: 160 };
      expect(await ended(log.append(records[1]), disk, settle)).toEqual(second);
      expect(await log.lastSequence).toBe(2);
      await log.close();
      const again = await opened(student, disk);
      expect(await again.lastSequence).toBe(2);
      const third = await ended(again.append(records[2]), disk, settle);
      expect(third).toMatchObject({ sequence: 3 });
      const keys = expectOneLog(segmentsOn(disk)).map(({ key }) => key);
      expect(keys).toEqual(records.map(({ key }) => key));
    },
  );

  check(
    "5.1-what-it-knows",
    {
      points: 1,
      rationale: "Whoever reports on a log asks it in any state, at any time.",
      hints: ["`lastSequence`, `segments` and `checkpoint` do not wait, and never throw."],
      needs: ["5.1-opens-and-continues"],
    },
    async ({ student, random }) => {
      const disk = new SimDisk();
      const log = await opened(student, disk, { segmentSize: 64 + 2 * 96 + 48 });
      for (let index = 0; index < 5; index++) await log.append(record(random));
      await log.setCheckpoint({ sequence: 3, highestFinished: 7, snapshot: random.bytes(20) });
      const names = segmentsOn(disk).map(({ name }) => name);
      expect(names.length, "segments of two records each, for five").toBe(3);
      for (const state of ["open", "closed"]) {
        expect(await log.lastSequence, `lastSequence, ${state}`).toBe(5);
        const segments = (await log.segments).map(({ name }) => name);
        expect(segments, `segments, ${state}`).toEqual(names);
        const checkpoint = { sequence: 3, highestFinished: 7 };
        expect(await log.checkpoint, `checkpoint, ${state}`).toMatchObject(checkpoint);
        await log.close();
      }
    },
  );

  check(
    "5.1-one-write-one-sync",
    {
      points: 4,
      rationale: "A sync costs the same for one record and for a hundred. That is the whole idea.",
      hints: [
        "An append puts its caller into the waiting room. One loop takes out all who wait.",
        "`appendAll` writes what it is given with one write and one sync.",
        "Do not write for the first who comes before the others have had a chance to call.",
      ],
      needs: ["5.1-opens-and-continues"],
    },
    async ({ student, random }) => {
      for (const callers of [2, 10, 64]) {
        const disk = new SimDisk();
        const log = await opened(student, disk);
        const records = range(1, callers).map(() => record(random));
        const traffic = watched(disk);
        const positions = await Promise.all(records.map((each) => log.append(each)));
        const expected = { writes: 1, syncs: 1, bytes: callers * 96 };
        expect(traffic(), `writes and syncs for ${callers} callers`).toEqual(expected);
        const found = expectOneLog(segmentsOn(disk));
        expect(found.map(({ key }) => key)).toEqual(records.map(({ key }) => key));
        const lie = found.map(({ sequence, offset, size }) => ({ sequence, offset, size }));
        expect(positions, "what each caller was told").toMatchObject(lie);
      }
    },
  );

  check(
    "5.1-nobody-waits-when-idle",
    {
      points: 2,
      rationale: "Gathering must cost nothing while there is nobody to gather.",
      hints: [
        "While the disk is idle, one append takes one write and one sync, and no timer.",
        "The batch is gathered while the disk is busy with the one before, not by waiting.",
      ],
      needs: ["5.1-opens-and-continues"],
    },
    async ({ student, settle, random }) => {
      const disk = new SimDisk();
      const log = await opened(student, disk);
      for (let index = 0; index < 3; index++) {
        const [traffic, startMs] = [watched(disk), disk.clock.now()];
        const call = log.append(record(random));
        await settle();
        expect(disk.clock.pendingTimers, "timers while one append is under way").toBe(0);
        await ended(call, disk, settle);
        expect(traffic(), "the disk's work for one append").toMatchObject({ writes: 1, syncs: 1 });
        expect(disk.clock.now() - startMs, "milliseconds for one append").toBeCloseTo(5.01, 6);
        await settle();
        expect(disk.clock.pendingTimers, "timers").toBe(0);
      }
    },
  );

  check(
    "5.1-ten-by-a-hundred",
    {
      points: 2,
      rationale: "Ten tasks append a hundred records each: with 100 syncs, not with 1,000.",
      hints: [
        "When the last batch is done and nobody waits, the next one who comes starts the loop again.",
        "Whoever comes between the last look and the end of the loop must not wait for ever.",
      ],
      needs: ["5.1-opens-and-continues"],
    },
    async ({ student, random }) => {
      const disk = new SimDisk();
      const log = await opened(student, disk, { segmentSize: 1 << 20 });
      const keysBySequence = new Map<number, Uint8Array>();
      const traffic = watched(disk);
      const task = async (): Promise<void> => {
        for (let index = 0; index < 100; index++) {
          const each = record(random);
          const { sequence } = await log.append(each);
          expect(keysBySequence.has(sequence), `sequence ${sequence} given twice`).toBe(false);
          keysBySequence.set(sequence, each.key);
        }
      };
      await Promise.all(range(1, 10).map(task));
      const found = expectOneLog(segmentsOn(disk));
      expect(found.map(({ sequence }) => sequence)).toEqual(range(1, 1000));
      const keys = range(1, 1000).map((sequence) => keysBySequence.get(sequence));
      expect(found.map(({ key }) => key)).toEqual(keys);
      expect(await log.lastSequence).toBe(1000);
      expect(traffic().syncs, "syncs for 1,000 records of ten tasks").toBeLessThanOrEqual(110);
    },
  );

  check(
    "5.1-every-type",
    {
      points: 1,
      rationale: "A waiting room that looks into what it keeps drops what it does not know.",
      hints: ["Hand the record on as it is."],
      needs: ["5.1-opens-and-continues"],
    },
    async ({ student, restart, random }) => {
      const disk = new SimDisk();
      const log = await opened(student, disk);
      const records = samples(random);
      await Promise.all(records.map((each) => log.append(each)));
      await log.close();
      const found: unknown[] = [];
      const again = await opened(await restart(), disk);
      await again.replay(({ record: each }) => void found.push(each), { after: 1 });
      expect(found).toEqual(records.slice(1));
    },
  );

  check(
    "5.1-refused-alone",
    {
      points: 2,
      rationale: "They share a write and a sync. A mistake of one is no business of the others.",
      hints: [
        "`appendAll` tells the outcome of each batch: reject those, resolve the others.",
        "A record that cannot be logged takes no sequence. The log stays open.",
      ],
      needs: ["5.1-opens-and-continues"],
    },
    async ({ student, random }) => {
      const disk = new SimDisk();
      const log = await opened(student, disk, { maxRecordSize: 60 });
      const invalid = { type: "commit", transactionId: 0 } as const;
      const large = { ...record(random), value: random.bytes(57) };
      const good = range(1, 4).map(() => record(random));
      const [one, two, three, four] = good as [Put, Put, Put, Put];
      const order = [invalid, one, large, two, three, invalid];
      const ends = await codesOf(order.map((each) => log.append(each)));
      const [no, tooLarge] = ["WAL_INVALID_ARGUMENT", "WAL_TOO_LARGE"];
      expect(ends, "how the callers fare").toEqual([no, "done", tooLarge, "done", "done", no]);
      expect(await log.append(four)).toMatchObject({ sequence: 4 });
      const keys = expectOneLog(segmentsOn(disk)).map(({ key }) => key);
      expect(keys).toEqual(good.map(({ key }) => key));
    },
  );

  check(
    "5.1-options",
    {
      points: 1,
      rationale: "A limit of 0 would stop everyone for ever. Better to stop at the door.",
      hints: [
        "`maxBatchRecords`, `maxBatchBytes` and `maxQueueBytes` are positive; NaN is no number.",
        "`maxDelayMs` may be 0. What was refused has locked nothing.",
        "All other options go on to the log below.",
      ],
      needs: ["5.1-opens-and-continues"],
    },
    async ({ student, restart, random }) => {
      const disk = new SimDisk();
      for (const name of ["maxBatchRecords", "maxBatchBytes", "maxQueueBytes", "maxDelayMs"]) {
        for (const value of [-1, Number.NaN, ...(name === "maxDelayMs" ? [] : [0])]) {
          const [code] = await codesOf([opened(student, disk, { [name]: value })]);
          expect(code, `${name}: ${value}`).toBe("WAL_INVALID_ARGUMENT");
        }
      }
      const isAlive = (): boolean => true;
      const log = await opened(student, disk, { pid: 11, isAlive, maxDelayMs: 0 });
      const [second] = await codesOf([opened(await restart(), disk, { pid: 12, isAlive })]);
      expect(second, "a second one who opens it").toBe("WAL_LOCKED");
      await log.append(record(random));
      await log.close();
      expect(disk.openHandles, "files left open").toBe(0);
      await opened(student, disk, { pid: 13, isAlive });
      expect(recordsOn(disk).length).toBe(1);
    },
  );
});

type Put = ReturnType<typeof record>;
