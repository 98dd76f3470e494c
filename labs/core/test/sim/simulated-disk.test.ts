import { describe, expect, test } from "vitest";
import {
  type CrashPlan,
  type Fate,
  formatCrashPlan,
  parseCrashPlan,
  SimDisk,
  VirtualClock,
} from "../../src/sim/index.ts";

const power = (...fates: Fate[]): CrashPlan => ({ kind: "power", fates });
const pendingOf = (disk: SimDisk): string[] => disk.pendingUnits().map((unit) => unit.description);
const sizesOf = (disk: SimDisk): (string | number)[][] =>
  disk.filePaths().map((path) => [path, disk.readFile(path).length]);

async function diskWithFile(size: number) {
  const disk = new SimDisk();
  disk.writeFile("/wal/log", new Uint8Array(size).fill(1));
  return { disk, file: await disk.open("/wal/log", "r+") };
}

function write(file: { write: SimFileWrite }, offset: number, size: number, fill: number) {
  return file.write(new Uint8Array(size).fill(fill), 0, size, offset);
}
type SimFileWrite = (
  bytes: Uint8Array,
  offset: number,
  size: number,
  at: number,
) => Promise<unknown>;

describe("what is not synced", () => {
  test("is listed sector by sector, with sizes and names", async () => {
    const { disk, file } = await diskWithFile(64);
    await write(file, 500, 600, 2);
    await disk.open("/wal/next", "wx+");
    await disk.rename("/wal/next", "/wal/last");
    await disk.unlink("/wal/log");
    expect(pendingOf(disk)).toEqual([
      "bytes 500–512 of /wal/log",
      "bytes 512–1024 of /wal/log",
      "bytes 1024–1100 of /wal/log",
      "size of /wal/log 64→1100",
      "name /wal/next",
      "rename /wal/next→/wal/last",
      "removal of /wal/log",
    ]);
  });

  test("falls into units that are lost on their own", async () => {
    const { disk, file } = await diskWithFile(1024);
    await write(file, 0, 1024, 2);
    const after = disk.crash(power("old", "new")).readFile("/wal/log");
    expect([after[511], after[512]]).toEqual([1, 2]);
    const garbage = { kind: "power", fates: ["garbage", "old"], seed: 7 } as const;
    expect(disk.crash(garbage).readFile("/wal/log").subarray(512)).toEqual(
      new Uint8Array(512).fill(1),
    );
    expect(disk.crash(garbage).digest).toBe(disk.crash(garbage).digest);
  });

  test("shows bytes only up to a size that survived, and gaps as zeros", async () => {
    const { disk, file } = await diskWithFile(4);
    await write(file, 4, 4, 2);
    await write(file, 8, 4, 3);
    expect(sizesOf(disk.crash(power("new", "old", "new", "old")))).toEqual([["/wal/log", 4]]);
    const gap = disk.crash(power("old", "old", "new", "new")).readFile("/wal/log");
    expect([...gap]).toEqual([1, 1, 1, 1, 0, 0, 0, 0, 3, 3, 3, 3]);
  });

  test("does not bring back what a truncate cut off", async () => {
    const { disk, file } = await diskWithFile(4);
    await file.truncate(0);
    await file.truncate(4);
    expect([...disk.crash(power("new", "new")).readFile("/wal/log")]).toEqual([0, 0, 0, 0]);
    expect([...disk.crash(power("new", "old")).readFile("/wal/log")]).toEqual([]);
  });

  test("survives a process crash, still not synced", async () => {
    const { disk, file } = await diskWithFile(4);
    await write(file, 4, 4, 2);
    const next = disk.crash({ kind: "process" });
    expect([sizesOf(next), next.openHandles, pendingOf(next)]).toEqual([
      [["/wal/log", 8]],
      0,
      pendingOf(disk),
    ]);
    expect(sizesOf(next.crash({ kind: "power", fates: "old" }))).toEqual([["/wal/log", 4]]);
  });
});

describe("a sync", () => {
  test("of a file makes its bytes durable, not its name", async () => {
    const disk = new SimDisk();
    const file = await disk.open("/log", "wx+");
    await write(file, 0, 4, 2);
    await file.sync();
    expect(pendingOf(disk)).toEqual(["name /log"]);
    expect(sizesOf(disk.crash(power("old")))).toEqual([]);
    expect(sizesOf(disk.crash(power("new")))).toEqual([["/log", 4]]);
  });

  test("of a directory makes names durable, not bytes", async () => {
    const disk = new SimDisk();
    const file = await disk.open("/log", "wx+");
    await write(file, 0, 4, 2);
    await (await disk.open("/", "r")).sync();
    expect(sizesOf(disk.crash({ kind: "power", fates: "old" }))).toEqual([["/log", 0]]);
  });

  test("of a directory says nothing of the one above it", async () => {
    const disk = new SimDisk();
    await disk.mkdir("/wal");
    await disk.open("/wal/log", "wx+");
    await (await disk.open("/wal", "r")).sync();
    expect(pendingOf(disk)).toEqual(["name /wal"]);
  });
});

describe("a rename", () => {
  test("is lost or kept whole", async () => {
    const { disk } = await diskWithFile(4);
    disk.writeFile("/wal/tmp", new Uint8Array(9));
    await disk.rename("/wal/tmp", "/wal/log");
    expect(sizesOf(disk.crash(power("old")))).toEqual([
      ["/wal/log", 4],
      ["/wal/tmp", 9],
    ]);
    expect(sizesOf(disk.crash(power("new")))).toEqual([["/wal/log", 9]]);
  });

  test("survives when the name it gave up is taken again by an edit that does", async () => {
    const { disk } = await diskWithFile(4);
    await disk.rename("/wal/log", "/wal/log.old");
    await disk.open("/wal/log", "wx+");
    expect(sizesOf(disk.crash(power("old", "new")))).toEqual([
      ["/wal/log", 0],
      ["/wal/log.old", 4],
    ]);
  });

  test("across directories is refused", async () => {
    const { disk } = await diskWithFile(4);
    const message = "EXDEV: cross-device link not permitted, rename '/wal/log' -> '/log'";
    await expect(disk.rename("/wal/log", "/log")).rejects.toMatchObject({ message });
  });
});

describe("a crash plan", () => {
  test.each(["process", "power:old", "power:", "power:n3o1g2@17"])("reads back as %s", (text) => {
    expect(formatCrashPlan(parseCrashPlan(text))).toBe(text);
  });

  test.each(["", "power:x1", "power:n", "power:n1@x"])("is not what '%s' says", (text) => {
    expect(() => parseCrashPlan(text)).toThrow(RangeError);
  });

  test("is refused by a disk with another number of units, and for garbage names", async () => {
    const disk = new SimDisk();
    await disk.open("/log", "wx+");
    expect(() => disk.crash(power("new", "new"))).toThrow("2 fates for 1 pending units");
    expect(() => disk.crash(power("garbage"))).toThrow("not name /log");
  });
});

describe("a bit flip", () => {
  test("damages what is durable and what is read alike", async () => {
    const { disk } = await diskWithFile(2);
    disk.flipBit("/wal/log", 9);
    expect([[...disk.readFile("/wal/log")], [...disk.durableFile("/wal/log")]]).toEqual([
      [1, 3],
      [1, 3],
    ]);
  });
});

describe("virtual time", () => {
  test("makes just under 200 synced records a second, the same everywhere", async () => {
    const { disk, file } = await diskWithFile(0);
    let records = 0;
    for (const start = disk.clock.now(); disk.clock.now() - start < 1000; records++) {
      await write(file, records * 8, 8, 1);
      await file.datasync();
    }
    expect([records, disk.clock.now()]).toEqual([200, 1002.02]);
  });

  test("fires timers in order of time", async () => {
    const [clock, fired]: [VirtualClock, string[]] = [new VirtualClock(), []];
    clock.setTimeout(() => fired.push(`late at ${clock.now()}`), 25);
    const every = clock.setInterval(() => fired.push(`tick at ${clock.now()}`), 10);
    clock.clearTimeout(clock.setTimeout(() => fired.push("never"), 1));
    await clock.advance(25);
    clock.clearInterval(every);
    await clock.advance(25);
    expect(fired).toEqual(["tick at 10", "tick at 20", "late at 25"]);
    expect([clock.pendingTimers, clock.now()]).toEqual([0, 50]);
  });

  test("fires what comes due while an operation takes its time", async () => {
    const [disk, fired]: [SimDisk, number[]] = [new SimDisk(), []];
    const root = await disk.open("/", "r");
    disk.clock.setTimeout(() => fired.push(disk.clock.now()), 3);
    await root.sync();
    expect(fired).toEqual([5.02]);
  });
});
