import type { LockOptions, LockOwner } from "@wal-labs/concurrency";
import type { FileSystem } from "@wal-labs/core";
import { SimDisk } from "@wal-labs/core/sim";
import { describe, expect } from "vitest";
import { codeOf } from "../code-of.ts";
import { DIRECTORY, filesOn } from "../day3/check.ts";
import { check, type Day4 } from "./check.ts";

const ALL_LIVE = { isAlive: () => true };

describe("Exercise 4.3: a lock", () => {
  check(
    "4.3-one-owner",
    {
      points: 1,
      rationale: "A lock that two hold is none.",
      hints: [
        "Put up your flag, a file of your own; then look for those of others.",
        "One whose owner is alive: take your own down again, and say `WAL_LOCKED`.",
      ],
    },
    async ({ student, restart }) => {
      const disk = await withDirectory();
      await acquired(student, disk, { pid: 5, ...ALL_LIVE });
      const before = filesOn(disk);
      const restarted = await restart();
      // A pid before the owner's and one behind it: who came first is not to be told from names.
      for (const pid of [2, 8]) {
        const late = acquired(restarted, disk, { pid, ...ALL_LIVE });
        expect(await codeOf(late), `in process ${pid}`).toBe("WAL_LOCKED");
      }
      expect(filesOn(disk), "whoever gives way leaves nothing behind").toEqual(before);
      const elsewhere = await withDirectory();
      await acquired(student, elsewhere);
      expect(await codeOf(acquired(student, elsewhere)), "in the same process").toBe("WAL_LOCKED");
    },
  );

  check(
    "4.3-release",
    {
      points: 1,
      rationale: "A second release must not give away what somebody else has taken meanwhile.",
      hints: [
        "Released, the directory is as it was.",
        "What is released once is not yours any more: a second release does nothing.",
      ],
      needs: ["4.3-one-owner"],
    },
    async ({ student, restart }) => {
      const disk = await withDirectory();
      const lock = await acquired(student, disk);
      await lock.release();
      expect(disk.filePaths(), "files left behind").toEqual([]);
      const restarted = await restart();
      const options = { pid: 2, ...ALL_LIVE };
      const second = await acquired(restarted, disk, options);
      await lock.release();
      expect(await codeOf(acquired(student, disk, ALL_LIVE)), "still locked").toBe("WAL_LOCKED");
      await Promise.all([second.release(), second.release()]);
      await (await acquired(student, disk, ALL_LIVE)).release();
      expect(disk.filePaths(), "files left behind").toEqual([]);
    },
  );

  check(
    "4.3-asks-for-the-owner",
    {
      points: 1,
      rationale: "A process id comes back some day, and then belongs to somebody else.",
      hints: [
        "Write the pid and a random token into the flag's name: that is who `isAlive` is asked about.",
        "A new token for each time that a lock is taken. `isAlive` may give a promise.",
      ],
      needs: ["4.3-release"],
    },
    async ({ student, restart }) => {
      const disk = await withDirectory();
      const restarted = await restart();
      const tokens: string[] = [];
      for (const pid of [41, 42, 42]) {
        const lock = await acquired(student, disk, { pid });
        const asked: LockOwner[] = [];
        const isAlive = (owner: LockOwner): boolean => asked.push(owner) > 0;
        expect(await codeOf(acquired(restarted, disk, { pid: 2, isAlive }))).toBe("WAL_LOCKED");
        expect(asked.map((owner) => owner.pid)).toEqual([pid]);
        tokens.push(...asked.map(({ token }) => token));
        await lock.release();
      }
      expect(new Set(tokens).size, "different tokens of three owners").toBe(3);
    },
  );

  check(
    "4.3-stale",
    {
      points: 2,
      rationale:
        "The dead give nothing back. Their lock is taken from them, and what lay there is gone.",
      hints: [
        "A flag whose owner is dead: take it down, and go on looking.",
        "There may be several, of several crashes; and a live one among them.",
      ],
      needs: ["4.3-release"],
    },
    async ({ student, restart }) => {
      const disk = await withDirectory();
      const dead = new Set<number>();
      const isAlive = ({ pid }: LockOwner): boolean => !dead.has(pid);
      for (const pid of [51, 52, 53]) {
        await acquired(student, disk, { pid, isAlive });
        if (pid < 53) dead.add(pid);
      }
      const restarted = await restart();
      expect(await codeOf(acquired(restarted, disk, { pid: 54, isAlive }))).toBe("WAL_LOCKED");
      dead.add(53);
      const lock = await acquired(restarted, disk, { pid: 54, isAlive });
      expect(await codeOf(acquired(student, disk, { pid: 55, isAlive }))).toBe("WAL_LOCKED");
      await lock.release();
      expect(disk.filePaths(), "files left behind").toEqual([]);
    },
  );

  check(
    "4.3-own-pid",
    {
      points: 1,
      rationale:
        "In a container every process has the pid 1. After a restart, its own old lock must not keep it out.",
      hints: [
        "A flag with your own pid is yours only if you have put it up: remember the tokens.",
        "All others of that pid are of an earlier process, and that one is dead.",
      ],
      needs: ["4.3-stale"],
    },
    async ({ student, restart }) => {
      const disk = await withDirectory();
      await acquired(student, disk);
      const killed = disk.crash({ kind: "process" });
      const restarted = await restart();
      const lock = await acquired(restarted, killed);
      expect(await codeOf(acquired(restarted, killed)), "a second time").toBe("WAL_LOCKED");
      await lock.release();
      expect(killed.filePaths(), "files left behind").toEqual([]);
      await (await acquired(restarted, killed)).release();
    },
  );

  check(
    "4.3-foreign-files",
    {
      points: 1,
      rationale: "The directory is the log's: whoever looks for flags must leave all else alone.",
      hints: ["Only a name that is a flag's, from its first character to its last, is a flag."],
      needs: ["4.3-stale"],
    },
    async ({ student, random }) => {
      const disk = await withDirectory();
      const names = ["0000000000000001.wal", "checkpoint", "notes.txt", ".hidden", "1", "pid"];
      for (const name of names) disk.writeFile(`${DIRECTORY}/${name}`, random.bytes(20));
      const before = filesOn(disk);
      for (const isAlive of [() => true, () => false]) {
        const lock = await acquired(student, disk, { isAlive });
        await lock.release();
        expect(filesOn(disk), "the other files").toEqual(before);
      }
    },
  );

  check(
    "4.3-leaves-nothing",
    {
      points: 1,
      rationale: "A flag that nobody takes down is a lock that nobody holds.",
      hints: [
        "Whatever fails on the way, take your own flag down again, then throw: `WAL_IO`.",
        "Close the file that you have made. An absent directory is such a failure as well.",
      ],
      needs: ["4.3-release"],
    },
    async ({ student, restart }) => {
      const clean = await withDirectory();
      await acquired(student, clean);
      const restarted = await restart();
      for (let operation = 2; operation <= clean.log.length; operation++) {
        const disk = await withDirectory();
        disk.inject({ operation }, { kind: "error" });
        const code = await codeOf(acquired(student, disk));
        const when = `when call ${operation - 1} fails`;
        if (code !== undefined) expect(code, when).toBe("WAL_IO");
        expect(disk.openHandles, `files left open ${when}`).toBe(0);
        if (code === undefined) continue;
        expect(disk.filePaths(), `files left behind ${when}`).toEqual([]);
        await acquired(restarted, disk, { pid: 2, ...ALL_LIVE });
      }
      expect(await codeOf(acquired(student, new SimDisk())), "no directory").toBe("WAL_IO");
    },
  );
});

function acquired({ acquireLock }: Day4, fs: FileSystem, options: LockOptions = {}) {
  return acquireLock(DIRECTORY, { fs, ...options });
}

async function withDirectory(): Promise<SimDisk> {
  const disk = new SimDisk();
  await disk.mkdir(DIRECTORY);
  return disk;
}
