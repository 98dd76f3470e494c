import { ANY_SYNC, SimDisk } from "@wal-labs/core/sim";
import { describe, expect } from "vitest";
import { codeOf } from "../code-of.ts";
import { range } from "../day3/check.ts";
import { expectOneLog, record, recordsOn, segmentsOn } from "../day3/segments.ts";
import { check, opened, roomFor } from "./check.ts";
import { Calls } from "./kept.ts";

describe("Exercise 4.2: many callers, and something fails", () => {
  check(
    "4.2-survives-crashes",
    {
      points: 4,
      invariant: "O1",
      rationale:
        "Whatever was promised to anyone is there, all before it as well, and no batch in part.",
      hints: [
        "An append resolves when the log's append has: not when it has joined the queue.",
        "A batch goes to the log as one.",
      ],
      needs: ["4.2-call-order", "4.2-batches-stay-together"],
    },
    async ({ student, random, crashes }) => {
      const calls = new Calls(random, [1, 3, 1, 0, 2, 1]);
      await crashes({
        randomStates: 1,
        workload: async (disk, journal) => {
          const log = await opened(student, disk, roomFor(4));
          await calls.run(log, journal);
          await log.close();
        },
        recover: async (restarted, disk, journal) => {
          const log = await opened(restarted, disk, roomFor(4));
          const found = calls.expectKept(disk, journal);
          expect(await log.append(record(random))).toMatchObject({ sequence: found + 1 });
          await log.close();
          expect(disk.openHandles, "files left open").toBe(0);
          return `${found} records`;
        },
      });
    },
  );

  check(
    "4.2-failed-is-failed",
    {
      points: 2,
      invariant: "O7",
      rationale:
        "Behind half a frame nothing can be read: whoever goes on appending writes into the void.",
      hints: [
        "The caller whose write failed gets `WAL_IO`; those behind get `WAL_FAILED`, and none waits for ever.",
        "Do not try again, and do not hand the next one a fresh start.",
        "The log can still be read, and closed: then the directory is free.",
      ],
      needs: ["4.2-call-order", "4.1-a-failure-is-its-own"],
    },
    async ({ interleavings, random }) => {
      for (const effect of [{ kind: "error" }, { kind: "error", afterBytes: 50 }] as const) {
        await interleavings({
          run: async (start, disk) => {
            const student = await start();
            const log = await opened(student, disk);
            disk.inject({ kind: "write", nth: 3 }, effect);
            const ends = await Promise.allSettled(
              range(1, 6).map(() => log.append(record(random))),
            );
            const codes = ends.map((end) => (end.status === "rejected" ? end.reason.code : "done"));
            const done = codes.filter((code) => code === "done").length;
            const failed = range(done + 2, 6).map(() => "WAL_FAILED");
            expect(codes).toEqual([...range(1, done).map(() => "done"), "WAL_IO", ...failed]);
            expect(done, "appends before the one that fails").toBeGreaterThan(0);
            for (const call of [
              () => log.sync(),
              () => log.rotate(),
              () => log.clean(),
              () => log.setCheckpoint({ sequence: 1 }),
            ]) {
              expect(await codeOf(call())).toBe("WAL_FAILED");
            }
            const seen: number[] = [];
            await log.replay(({ sequence }) => void seen.push(sequence));
            expect(seen.slice(0, done)).toEqual(range(1, done));
            await log.close();
            expect(disk.openHandles, "files left open").toBe(0);
            const again = await opened(student, disk);
            expect(await again.lastSequence).toBeGreaterThanOrEqual(done);
            expectOneLog(segmentsOn(disk));
          },
        });
      }
    },
  );

  check(
    "4.2-survives-failed-syncs",
    {
      points: 1,
      invariant: "O7",
      rationale: "A sync that failed has lost the pages. One that succeeds later proves nothing.",
      hints: ["After a failed sync nobody is acknowledged: also none who waited in the queue."],
      needs: ["4.2-survives-crashes", "4.2-failed-is-failed"],
    },
    async ({ student, random, crashes }) => {
      for (const nth of [1, 2]) {
        const calls = new Calls(random, [1, 2, 1, 1]);
        await crashes({
          kinds: ["power"],
          randomStates: 0,
          workload: async (disk, journal) => {
            const log = await opened(student, disk);
            disk.inject({ kind: ANY_SYNC, nth }, { kind: "sync-failure", mode: "clean" });
            await calls.run(log, journal);
          },
          recover: async (restarted, disk, journal) => {
            await opened(restarted, disk);
            return `${calls.expectKept(disk, journal)} records`;
          },
        });
      }
    },
  );

  check(
    "4.2-rejected-stays-away",
    {
      points: 1,
      rationale:
        "A caller who was told that an append failed will try again. Kept and tried by you as well, it is there twice.",
      hints: ["Nothing of a call that has ended stays in the log's memory."],
      needs: ["4.2-failed-is-failed"],
    },
    async ({ student, random }) => {
      const disk = new SimDisk();
      const log = await opened(student, disk, roomFor(8));
      const [first, refused, last] = [record(random), record(random), record(random)];
      const large = { ...refused, value: random.bytes(2000) };
      await log.append(first);
      expect(await codeOf(log.append(large))).toBe("WAL_TOO_LARGE");
      expect(await log.append(last)).toMatchObject({ sequence: 2 });
      disk.inject({ kind: "write" }, { kind: "error" });
      expect(await codeOf(log.append(refused))).toBe("WAL_IO");
      await log.close();
      const again = await opened(student, disk, roomFor(8));
      await again.append(last);
      const keys = recordsOn(disk).map(({ key }) => key);
      expect(keys).toEqual([first, last, last].map(({ key }) => key));
    },
  );
});
