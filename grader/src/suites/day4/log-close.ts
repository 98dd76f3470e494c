import { ANY_SYNC, SimDisk } from "@wal-labs/core/sim";
import { describe, expect } from "vitest";
import { codeOf } from "../code-of.ts";
import { range } from "../day3/check.ts";
import { expectOneLog, record, recordsOn, segmentsOn } from "../day3/segments.ts";
import { check, type Day4, opened, roomFor, underWay } from "./check.ts";

describe("Exercise 4.2: close", () => {
  check(
    "4.2-close-waits",
    {
      points: 2,
      rationale: "What was called before close was accepted: it must end, and it must be kept.",
      hints: [
        "Close has its turn behind all that wait in the queue.",
        "Then everything is durable, the file closed and the lock given back.",
      ],
      needs: ["4.2-call-order"],
    },
    async ({ interleavings, random }) => {
      for (const sync of ["always", "manual"] as const) {
        await interleavings({
          exhaustiveUpTo: 6,
          runs: 6,
          run: async (start, disk) => {
            const log = await opened(await start(), disk, { sync, ...roomFor(3) });
            const appends = range(1, 5).map(() => underWay(log.append(record(random))));
            await log.close();
            const ends = await Promise.allSettled(appends);
            expect(ends.map(({ status }) => status)).toEqual(range(1, 5).map(() => "fulfilled"));
            expect(disk.openHandles, "files left open").toBe(0);
            const off = disk.crash({ kind: "power", fates: "old" });
            expect(expectOneLog(segmentsOn(off)).length, "records that are durable").toBe(5);
          },
        });
      }
    },
  );

  check(
    "4.2-close-twice",
    {
      points: 1,
      rationale: "Two who close must both know when it is done, and whether it went well.",
      hints: [
        "Keep the promise of the first close, and give it to everyone after.",
        "A second close that resolves at once says that it is over when it is not.",
      ],
      needs: ["4.2-close-waits"],
    },
    async ({ interleavings, random }) => {
      for (const fails of [false, true]) {
        await interleavings({
          run: async (start, disk) => {
            const log = await opened(await start(), disk, { sync: "manual" });
            await log.append(record(random));
            if (fails) disk.inject({ kind: "write" }, { kind: "error" });
            const first = underWay(log.close());
            const end = await codeOf(log.close());
            const operations = disk.log.length;
            expect(disk.openHandles, "files open when the second close has ended").toBe(0);
            const ends = [end, await codeOf(first), await codeOf(log.close())];
            const expected = fails ? "WAL_IO" : undefined;
            expect(ends, "how the three calls of close end").toEqual(Array(3).fill(expected));
            expect(disk.log.length, "calls of the disk by then").toBe(operations);
          },
        });
      }
    },
  );

  check(
    "4.2-closed-is-closed",
    {
      points: 1,
      rationale: "A call that resolves and writes nothing is the worst kind of success.",
      hints: [
        "From the call of `close` on, not from its end: what comes later is `WAL_CLOSED`.",
        "Each method must ask, `clean` as well.",
      ],
      needs: ["4.2-close-waits"],
    },
    async ({ interleavings, random }) => {
      await interleavings({
        run: async (start, disk) => {
          const log = await opened(await start(), disk);
          await log.append(record(random));
          const closing = underWay(log.close());
          for (const state of ["while it closes", "when it is closed"]) {
            const calls = {
              append: underWay(log.append(record(random))),
              appendBatch: underWay(log.appendBatch([record(random)])),
              appendAll: underWay(log.appendAll([[record(random)]])),
              sync: underWay(log.sync()),
              rotate: underWay(log.rotate()),
              replay: underWay(log.replay(() => undefined)),
              setCheckpoint: underWay(log.setCheckpoint({ sequence: 1 })),
              clean: underWay(log.clean()),
            };
            for (const [name, call] of Object.entries(calls)) {
              expect(await codeOf(call), `${name}, ${state}`).toBe("WAL_CLOSED");
            }
            await closing;
          }
          expect(recordsOn(disk).length, "records on the disk").toBe(1);
        },
      });
    },
  );

  check(
    "4.2-close-waits-for-clean",
    {
      points: 1,
      rationale:
        "Once the lock is given back, another one opens the log. Nobody may still remove files then.",
      hints: [
        "`clean` is not in the queue. Remember its promise, and wait for it before the lock goes.",
        "It may reject: that is the business of whoever called it.",
      ],
      needs: ["4.2-close-waits", "4.2-clean-waits-for-nobody"],
    },
    async ({ interleavings, random }) => {
      for (const fails of [false, true]) {
        await interleavings({
          exhaustiveUpTo: 6,
          runs: 8,
          run: async (start, disk) => {
            const log = await opened(await start(), disk, roomFor(1));
            for (let index = 0; index < 4; index++) await log.append(record(random));
            await log.setCheckpoint({ sequence: 3 });
            if (fails) disk.inject({ kind: "unlink" }, { kind: "error" });
            let cleaned = "no end";
            const cleaning = codeOf(log.clean()).then((code) => {
              cleaned = String(code ?? "done");
            });
            await log.close();
            expect(cleaned, "how clean ends, when close has").toBe(fails ? "WAL_IO" : "done");
            await cleaning;
          },
        });
      }
    },
  );

  check(
    "4.2-close-fails",
    {
      points: 1,
      rationale: "A log that could not be closed and cannot be opened is worse than one lost file.",
      hints: ["`finally`: the lock is given back whatever happened, and the failure told."],
      needs: ["4.2-close-waits", "4.3-release"],
    },
    async ({ student, restart, random }) => {
      const prepare = async (disk: SimDisk) => {
        const log = await opened(student, disk, { sync: "manual" });
        await log.append(record(random));
        return log;
      };
      const clean = new SimDisk();
      const closed = await prepare(clean);
      const start = clean.log.length;
      await closed.close();
      const ofSegments = clean.log
        .slice(start)
        .filter(({ operation: { kind } }) => kind === "write" || ANY_SYNC.includes(kind))
        .map(({ number }) => number);
      expect(ofSegments.length, "calls with which close ends the segment").toBeGreaterThan(1);
      const restarted = await restart();
      for (const operation of ofSegments) {
        const disk = new SimDisk();
        disk.inject({ operation }, { kind: "error" });
        const log = await prepare(disk);
        const when = `when call ${operation - start} of close fails`;
        expect(await codeOf(log.close()), when).toBe("WAL_IO");
        expect(disk.openHandles, `files left open ${when}`).toBe(0);
        await expectFree(restarted, disk);
      }
    },
  );

  check(
    "4.2-await-using",
    {
      points: 1,
      rationale: "`await using` closes a log when its block ends, by an error as well.",
      hints: ["`[Symbol.asyncDispose]` is close."],
      needs: ["4.2-close-waits"],
    },
    async ({ student, restart, random }) => {
      const disk = new SimDisk();
      const log = await opened(student, disk);
      const append = log.append(record(random));
      await log[Symbol.asyncDispose]();
      expect(await append).toMatchObject({ sequence: 1 });
      expect(disk.openHandles, "files left open").toBe(0);
      await expectFree(await restart(), disk);
      expect(await codeOf(log.append(record(random)))).toBe("WAL_CLOSED");
    },
  );
});

/** Somebody else can open the log, even if all the world is alive. */
async function expectFree(student: Day4, disk: SimDisk): Promise<void> {
  const log = await opened(student, disk, { pid: 4711, isAlive: () => true });
  await log.close();
}
