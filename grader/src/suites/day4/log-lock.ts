import { SimDisk } from "@wal-labs/core/sim";
import { describe, expect } from "vitest";
import { codeOf } from "../code-of.ts";
import { filesOn, pathOf } from "../day3/check.ts";
import { record, recordsOn } from "../day3/segments.ts";
import { check, opened, roomFor } from "./check.ts";

const ALL_LIVE = { isAlive: () => true };

describe("Exercise 4.2: one process for a log", () => {
  check(
    "4.2-locked",
    {
      points: 1,
      rationale:
        "Two writers on one log write over each other, and both are told that all is well.",
      hints: [
        "`acquireLock` before the log is opened; give it back when the log is closed.",
        "The options of `open` are those of the lock as well.",
      ],
      needs: ["4.2-opens-and-continues", "4.3-one-owner"],
    },
    async ({ student, restart, random }) => {
      const disk = new SimDisk();
      const log = await opened(student, disk);
      await log.append(record(random));
      const before = filesOn(disk);
      const restarted = await restart();
      expect(await codeOf(opened(student, disk)), "opened twice").toBe("WAL_LOCKED");
      const another = opened(restarted, disk, { pid: 2, ...ALL_LIVE });
      expect(await codeOf(another), "opened by another process").toBe("WAL_LOCKED");
      expect(filesOn(disk), "the directory is left as it was").toEqual(before);
      expect(await log.append(record(random))).toMatchObject({ sequence: 2 });
      await log.close();
      const next = await opened(restarted, disk, { pid: 2, ...ALL_LIVE });
      expect(await next.lastSequence).toBe(2);
    },
  );

  check(
    "4.2-locks-first",
    {
      points: 1,
      rationale: "Recovery cuts off what looks torn. It may be what a live writer is just writing.",
      hints: ["Whoever opens a log repairs it. Lock it before you look at it."],
      needs: ["4.2-locked"],
    },
    async ({ student, restart, random }) => {
      const disk = new SimDisk();
      const log = await opened(student, disk, { sync: "manual" });
      await log.append(record(random));
      const half = await disk.open(pathOf(1), "r+");
      await half.write(random.bytes(50), 0, 50, 64 + 96);
      await half.close();
      const before = filesOn(disk);
      const another = opened(await restart(), disk, { pid: 2, ...ALL_LIVE });
      expect(await codeOf(another)).toBe("WAL_LOCKED");
      expect(filesOn(disk), "the files of the live writer").toEqual(before);
    },
  );

  check(
    "4.2-takes-over",
    {
      points: 1,
      rationale:
        "After `kill -9` nobody is there to give a lock back, and the log must open again.",
      hints: ["A lock whose owner is dead is no lock. Who is alive, `isAlive` says."],
      needs: ["4.2-locked", "4.3-stale"],
    },
    async ({ student, restart, random }) => {
      const disk = new SimDisk();
      const log = await opened(student, disk, { pid: 77 });
      await log.append(record(random));
      const killed = disk.crash({ kind: "process" });
      const restarted = await restart();
      const again = await opened(restarted, killed, { pid: 78, isAlive: ({ pid }) => pid !== 77 });
      expect(await again.append(record(random))).toMatchObject({ sequence: 2 });
      expect(recordsOn(killed).length).toBe(2);
      await again.close();
      const third = await opened(restarted, killed, { pid: 79, ...ALL_LIVE });
      expect(await third.lastSequence).toBe(2);
    },
  );

  check(
    "4.2-open-fails",
    {
      points: 2,
      rationale: "A start that fails is tried again. It must find neither a lock nor an open file.",
      hints: [
        "Whatever `SegmentedLog.open` throws: give the lock back, then throw it on.",
        "That goes for a corrupt log and for wrong options as well.",
      ],
      needs: ["4.2-opens-and-continues", "4.3-leaves-nothing"],
    },
    async ({ student, random }) => {
      const source = new SimDisk();
      const log = await opened(student, source, roomFor(2));
      for (let index = 0; index < 3; index++) await log.append(record(random));
      await log.close();
      const start = () => source.crash({ kind: "process" });
      const clean = start();
      const { length } = await opened(student, clean, roomFor(2)).then(() => clean.log);
      for (let operation = 1; operation <= length; operation++) {
        const disk = start();
        disk.inject({ operation }, { kind: "error" });
        const opening = opened(student, disk, roomFor(2));
        const code = await codeOf(opening);
        if (code === undefined) continue;
        const when = `when call ${operation} fails`;
        expect(code, when).toBe("WAL_IO");
        expect(disk.openHandles, `files left open ${when}`).toBe(0);
        expect(await codeOf(opened(student, disk, roomFor(2))), `the next open, ${when}`).toBe(
          undefined,
        );
      }
      const wrong = start();
      expect(await codeOf(opened(student, wrong, { segmentSize: 1 }))).toBe("WAL_INVALID_ARGUMENT");
      wrong.flipBit(pathOf(1), 8 * (64 + 96 + 50));
      expect(await codeOf(opened(student, wrong))).toMatch(/^WAL_(CORRUPTED|CHECKSUM_MISMATCH)$/);
      expect(wrong.openHandles, "files left open when the log is corrupt").toBe(0);
      wrong.flipBit(pathOf(1), 8 * (64 + 96 + 50));
      expect(await (await opened(student, wrong)).lastSequence).toBe(3);
    },
  );
});
