import { SimDisk } from "@wal-labs/core/sim";
import { describe, expect } from "vitest";
import { check, DIRECTORY, opened } from "./check.ts";
import { expectOneLog, record, segmentsOn } from "./segments.ts";

describe("Exercise 3.8: clean beside other calls", () => {
  check(
    "3.8-beside-appends",
    {
      points: 2,
      rationale: "Cleaning takes its time. Nobody wants to wait for it to log something.",
      hints: [
        "Ask for the oldest segments anew after each `await`: meanwhile there may be more.",
        "A segment that was begun meanwhile is the last one now.",
      ],
      needs: ["3.8-boundary"],
    },
    async ({ student, restart, random }) => {
      const disk = new SimDisk();
      const log = await opened(student, disk);
      for (let index = 0; index < 8; index++) await log.append(record(random));
      await log.setCheckpoint({ sequence: 8 });
      const cleaning = log.clean();
      for (let index = 0; index < 8; index++) await log.append(record(random));
      const removed = await cleaning;
      expect(removed.length).toBeGreaterThanOrEqual(3);
      expect(removed.length).toBeLessThanOrEqual(4);
      const segments = segmentsOn(disk);
      const first = 1 + removed.length * 2;
      expect(expectOneLog(segments).map(({ sequence }) => sequence)[0]).toBe(first);
      expect((await log.segments).map(({ name }) => name)).toEqual(
        segments.map(({ name }) => name),
      );
      expect(await log.lastSequence).toBe(16);
      const again = await opened(await restart(), disk.crash({ kind: "power", fates: "old" }));
      expect(await again.lastSequence).toBe(16);
    },
  );

  check(
    "3.8-two-at-once",
    {
      points: 1,
      rationale: "A timer and an operator clean at the same time: each segment is removed once.",
      hints: [
        "The second call waits for the first, and then looks again. So it does when the first has failed.",
      ],
      needs: ["3.8-boundary"],
    },
    async ({ student, random }) => {
      const disk = new SimDisk();
      const log = await opened(student, disk);
      for (let index = 0; index < 9; index++) await log.append(record(random));
      const names = segmentsOn(disk).map(({ name }) => name);
      await log.setCheckpoint({ sequence: 5 });
      const both = await Promise.all([log.clean(), log.clean()]);
      expect(both.flat()).toEqual(names.slice(0, 2));
      await log.setCheckpoint({ sequence: 8 });
      disk.inject({ kind: "unlink" }, { kind: "error" });
      const [first, second] = await Promise.allSettled([log.clean(), log.clean()]);
      expect(first).toMatchObject({ status: "rejected", reason: { code: "WAL_IO" } });
      expect(second).toMatchObject({ status: "fulfilled", value: names.slice(2, 4) });
    },
  );

  check(
    "3.8-beside-checkpoints",
    {
      points: 2,
      rationale:
        "Cleaning by transactions moves the checkpoint, too. Two that write one file write nonsense.",
      hints: [
        "A checkpoint is made from the one before it: wait until that one is there.",
        "What cleaning has moved must not go back because somebody else began earlier.",
      ],
      needs: ["3.8-finished"],
    },
    async ({ student, restart, random }) => {
      const disk = new SimDisk();
      const log = await opened(student, disk);
      for (let index = 0; index < 9; index++) {
        await log.append({ ...record(random), type: "transaction-put", transactionId: 1 });
      }
      await log.setCheckpoint({ highestFinished: 1 });
      const cleaning = log.clean();
      const snapshots = [1, 2, 3, 4].map((size) => random.bytes(size * 10));
      for (const snapshot of snapshots) await log.setCheckpoint({ snapshot });
      await cleaning;
      const expected = { sequence: 8, highestFinished: 1, snapshot: snapshots[3] };
      expect(await log.checkpoint).toMatchObject(expected);
      const off = disk.crash({ kind: "power", fates: "old" });
      const restarted = await restart();
      expect(await restarted.readCheckpoint(off, DIRECTORY)).toMatchObject(expected);
      expect(await (await opened(restarted, off)).lastSequence).toBe(9);
    },
  );
});
