import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { acquireLock, type LockOwner } from "@wal-labs/concurrency";
import { exploreInterleavings, type SimDisk } from "@wal-labs/core/sim";
import { describe, expect, test } from "vitest";
import { bytes, codeOf, DIRECTORY, emptyDisk, flagsOn } from "./forge.ts";

const OTHER = { pid: 4711, token: "00112233445566ff" };
const flagOf = ({ pid, token }: LockOwner) => `lock-${pid}-${token}`;

async function withFlagOf(owner: LockOwner): Promise<SimDisk> {
  const disk = await emptyDisk();
  disk.writeFile(`${DIRECTORY}/${flagOf(owner)}`, bytes(""));
  return disk;
}

/** Runs `use` in a real directory with this flag in it. */
async function inRealDirectory(flag: string, use: (directory: string) => Promise<void>) {
  const directory = await mkdtemp(join(tmpdir(), "wal-labs-lock-"));
  try {
    await writeFile(join(directory, flag), "");
    await use(directory);
  } finally {
    await rm(directory, { recursive: true });
  }
}

describe("Exercise 4.3: one writer (src/lock.ts, chapter 4, One writer)", () => {
  test("puts up its flag before it looks for others", async () => {
    const disk = await emptyDisk();
    await acquireLock(DIRECTORY, { fs: disk, pid: 7 });
    const calls = disk.log.map(({ operation: { kind } }) => kind);
    expect(calls.indexOf("open")).toBeLessThan(calls.indexOf("readdir"));
    expect(flagsOn(disk)).toEqual([expect.stringMatching(/^lock-7-[0-9a-f]{16}$/)]);
  });

  test("respects a live owner, and leaves nothing behind", async () => {
    const disk = await withFlagOf(OTHER);
    const isAlive = () => true;
    expect(await codeOf(() => acquireLock(DIRECTORY, { fs: disk, isAlive }))).toBe("WAL_LOCKED");
    expect(flagsOn(disk)).toEqual([flagOf(OTHER)]);
  });

  test("takes down the flag of a dead owner", async () => {
    const disk = await withFlagOf(OTHER);
    const asked: LockOwner[] = [];
    const isAlive = async (owner: LockOwner) => {
      asked.push(owner);
      return false;
    };
    await acquireLock(DIRECTORY, { fs: disk, pid: 7, isAlive });
    expect(asked).toEqual([OTHER]);
    expect(flagsOn(disk)).toEqual([expect.stringMatching(/^lock-7-/)]);
  });

  test("refuses a second opening by the same process, until the first is released", async () => {
    const disk = await emptyDisk();
    const lock = await acquireLock(DIRECTORY, { fs: disk });
    expect(await codeOf(() => acquireLock(DIRECTORY, { fs: disk }))).toBe("WAL_LOCKED");
    await lock.release();
    await lock.release();
    const next = await acquireLock(DIRECTORY, { fs: disk });
    await lock.release();
    expect(flagsOn(disk)).toHaveLength(1);
    await next.release();
    expect(flagsOn(disk)).toEqual([]);
  });

  test("takes a flag of its own pid that it has not put up for an earlier process's", async () => {
    const disk = await withFlagOf({ ...OTHER, pid: process.pid });
    await acquireLock(DIRECTORY, { fs: disk });
    expect(flagsOn(disk)).toHaveLength(1);
  });

  test.for(["lock", "lock-4711", "lock-4711-00", "unlock-4711-00112233445566ff", "1.wal"])(
    "minds no other file: %s",
    async (name) => {
      const disk = await emptyDisk();
      disk.writeFile(`${DIRECTORY}/${name}`, bytes(""));
      await acquireLock(DIRECTORY, { fs: disk, isAlive: () => true });
      expect(disk.filePaths()).toContain(`${DIRECTORY}/${name}`);
    },
  );

  test("never has two owners, in whatever order they come and find a dead one's flag", async () => {
    let owned = 0;
    const run = async (disk: SimDisk) => {
      disk.writeFile(`${DIRECTORY}/${flagOf(OTHER)}`, bytes(""));
      const isAlive = ({ pid }: LockOwner) => pid !== OTHER.pid;
      const tries = [1, 2].map((pid) => acquireLock(DIRECTORY, { fs: disk, pid, isAlive }));
      const ends = await Promise.allSettled(tries);
      const owners = ends.filter(({ status }) => status === "fulfilled");
      expect(owners.length).toBeLessThanOrEqual(1);
      owned += owners.length;
      const theirs = flagsOn(disk).filter((flag) => flag !== flagOf(OTHER));
      expect(theirs).toHaveLength(owners.length);
    };
    const { violation, exhaustive } = await exploreInterleavings({ run });
    expect([violation?.message, exhaustive]).toEqual([undefined, true]);
    expect(owned).toBeGreaterThan(0);
  }, 30_000);

  test.for(["open", "close", "readdir"] as const)("leaves no flag when %s fails", async (kind) => {
    const disk = await emptyDisk();
    disk.inject({ kind }, { kind: "error" });
    expect(await codeOf(() => acquireLock(DIRECTORY, { fs: disk }))).toBe("WAL_IO");
    expect([flagsOn(disk), disk.openHandles]).toEqual([[], 0]);
  });

  test("asks the operating system: a process that runs is alive", async () => {
    await inRealDirectory(flagOf({ ...OTHER, pid: process.ppid }), async (directory) => {
      expect(await codeOf(() => acquireLock(directory))).toBe("WAL_LOCKED");
    });
  });

  test("asks the operating system: a process that has ended is dead", async () => {
    const { pid } = spawnSync(process.execPath, ["--version"]);
    await inRealDirectory(flagOf({ ...OTHER, pid }), async (directory) => {
      const lock = await acquireLock(directory);
      expect(await readdir(directory)).toEqual([expect.stringContaining(`lock-${process.pid}-`)]);
      await lock.release();
    });
  });
});
