import { Random, SimDisk } from "@wal-labs/core/sim";
import { describe, expect, test } from "vitest";
import { growingLog } from "../../src/suites/day5/growing.ts";
import { HeldSyncs, watched } from "../../src/suites/day5/watched.ts";
import { inspect } from "../../src/suites/inspect.ts";

const BYTES = new Uint8Array(96);

async function opened(disk: SimDisk) {
  return disk.open("/log", "w+");
}

describe("watching a disk", () => {
  test("counts what comes from then on", async () => {
    const disk = new SimDisk();
    const file = await opened(disk);
    await file.write(BYTES, 0, 96, 0);
    const traffic = watched(disk);
    await file.write(BYTES, 0, 40, 96);
    await file.write(BYTES, 0, 8, 136);
    await file.datasync();
    await file.sync();
    expect(traffic()).toEqual({ writes: 2, syncs: 2, bytes: 48 });
  });
});

describe("holding syncs", () => {
  test("lets them go one by one, then all", async () => {
    const disk = new SimDisk();
    const [one, two] = [await opened(disk), await opened(disk)];
    const held = new HeldSyncs(disk);
    const done: number[] = [];
    const syncs = [one.sync(), two.datasync(), one.sync()].map((sync, index) =>
      sync.then(() => void done.push(index)),
    );
    await one.write(BYTES, 0, 96, 0);
    expect([held.length, ...done]).toEqual([3]);
    held.release();
    await syncs[0];
    expect([held.length, ...done]).toEqual([2, 0]);
    held.end();
    await Promise.all(syncs);
    await one.sync();
    expect(held.length).toBe(0);
  });
});

describe("a log that grows while it is read", () => {
  test("grows just before the read that was named", async () => {
    const { disk, hasGrown } = growingLog(new Random(1), 2);
    const [path = ""] = disk.filePaths();
    const file = await disk.open(path, "r");
    await file.read(BYTES, 0, 8, 0);
    expect(hasGrown()).toBe(false);
    expect(inspect(disk.readFile(path)).frames.length).toBe(3);
    await file.read(BYTES, 0, 8, 0);
    expect(hasGrown()).toBe(true);
    expect(inspect(disk.readFile(path)).frames.length).toBe(5);
  });
});
