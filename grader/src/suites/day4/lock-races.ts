import type { Lock, LockOwner } from "@wal-labs/concurrency";
import type { Journal, SimDisk } from "@wal-labs/core/sim";
import { describe, expect } from "vitest";
import { DIRECTORY } from "../day3/check.ts";
import { check, type Day4 } from "./check.ts";

describe("Exercise 4.3: two come at the same time", () => {
  check(
    "4.3-race",
    {
      points: 4,
      rationale:
        "Two who look first and lock then both see nobody. In one order of the calls, both win.",
      hints: [
        "First say that you want it, where everybody can see it; then look for others.",
        "Whatever the order, the later one of two flags is put up before its owner looks.",
        "It may be that both give way. It must never be that both stay.",
      ],
      needs: ["4.3-release"],
    },
    async ({ interleavings }) => {
      await interleavings({
        processes: 2,
        runs: 30,
        run: async (start, disk, journal) => {
          await disk.mkdir(DIRECTORY);
          const students = [await start(0), await start(1)] as const;
          await race(students, disk, journal, () => true);
        },
      });
    },
  );

  check(
    "4.3-race-for-a-dead-one",
    {
      points: 2,
      rationale:
        "Two find a dead one's lock. One removes it and locks; the other removes what it takes for the same.",
      hints: [
        "Whose lock do you remove, if another one was faster? A name for each owner helps.",
        "That a dead one's flag is gone already is no failure: somebody was faster.",
      ],
      needs: ["4.3-race", "4.3-stale"],
    },
    async ({ interleavings }) => {
      await interleavings({
        processes: 2,
        runs: 35,
        run: async (start, disk, journal) => {
          await disk.mkdir(DIRECTORY);
          const students = [await start(0), await start(1)] as const;
          const isAlive = ({ pid }: LockOwner): boolean => pid !== 99;
          await students[0].acquireLock(DIRECTORY, { fs: disk, pid: 99, isAlive });
          await race(students, disk, journal, isAlive);
        },
      });
    },
  );
});

/** Both come for the lock; at most one may get it, and whoever does not has gone without a trace. */
async function race(
  students: readonly [Day4, Day4],
  disk: SimDisk,
  journal: Journal,
  isAlive: (owner: LockOwner) => boolean,
): Promise<void> {
  const tries = students.map(async ({ acquireLock }, index): Promise<Lock> => {
    journal.attempt(`lock of ${index + 1}`);
    const lock = await acquireLock(DIRECTORY, { fs: disk, pid: 101 + index, isAlive });
    journal.acknowledge(`lock of ${index + 1}`);
    return lock;
  });
  const ends = await Promise.allSettled(tries);
  const owners = ends.flatMap((end) => (end.status === "fulfilled" ? [end.value] : []));
  expect(owners.length, "owners of the lock").toBeLessThan(2);
  for (const end of ends) {
    if (end.status === "rejected") expect(end.reason).toMatchObject({ code: "WAL_LOCKED" });
  }
  const isHeld = owners.length > 0;
  const next = students[1].acquireLock(DIRECTORY, { fs: disk, pid: 103, isAlive });
  const code = await next.then(
    (lock) => void owners.push(lock),
    ({ code }: { code?: unknown }) => code,
  );
  expect(code, "the next who comes").toBe(isHeld ? "WAL_LOCKED" : undefined);
  for (const owner of owners) await owner.release();
  expect(disk.filePaths(), "files left behind").toEqual([]);
}
