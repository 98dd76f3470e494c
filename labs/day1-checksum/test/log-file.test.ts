import {
  LogFile,
  newHeader,
  RECORD_CODES,
  readFully,
  stamp,
  toFrame,
  writeFully,
} from "@wal-labs/checksum";
import {
  encodeFrame,
  FRAME_HEADER_SIZE,
  frameSize,
  parseSegmentHeader,
  SEGMENT_HEADER_SIZE,
} from "@wal-labs/core";
import {
  ANY_SYNC,
  assertNoViolation,
  exploreCrashes,
  type Journal,
  SimDisk,
} from "@wal-labs/core/sim";
import { describe, expect, test } from "vitest";

const bytes = (text: string) => new TextEncoder().encode(text);
const put = (key: string) => ({ type: "put", key: bytes(key), value: bytes(`${key}!`) }) as const;
const PATH = "/log";
const FRAME_SIZE = frameSize(1, 2);

/** The file of a log with so many puts, made by hand from exercises 1.2, 1.3 and a new header. */
function wholeLog(count: number): Uint8Array {
  const file = new Uint8Array(SEGMENT_HEADER_SIZE + count * FRAME_SIZE);
  file.set(newHeader());
  const parsed = parseSegmentHeader(file);
  if (parsed.kind !== "header") throw new Error(`The new header is ${parsed.kind}.`);
  for (let sequence = 1; sequence <= count; sequence++) {
    const place = { sequence, timestampMs: 0, syncedWatermark: sequence - 1 };
    const frame = stamp(encodeFrame(toFrame(put("k"), place)), parsed.header.salt);
    file.set(frame, SEGMENT_HEADER_SIZE + (sequence - 1) * FRAME_SIZE);
  }
  return file;
}

/** A crash inside an append may leave a log that refuses to open; at any other time it must open. */
async function keepsPromises(disk: SimDisk, { attempted, acknowledged }: Journal) {
  const mayRefuse = acknowledged.length === 0 || attempted.length > acknowledged.length;
  const log = await LogFile.open(PATH, { fs: disk }).catch((error) => {
    if (!mayRefuse) throw error;
  });
  if (log) expect(log.lastSequence).toBeGreaterThanOrEqual(acknowledged.length);
}

describe("Exercise 1.5: short reads and writes (src/handle-io.ts, chapter 1, Short reads and writes)", () => {
  test("a write that takes 3 bytes at a time still writes them all", async () => {
    const disk = new SimDisk();
    disk.inject({ kind: "write", times: Infinity }, { kind: "short", bytes: 3 });
    const file = await disk.open(PATH, "a+");
    await writeFully(file, bytes("write-ahead"));
    expect(disk.readFile(PATH)).toEqual(bytes("write-ahead"));
  });

  test("a read that gives 3 bytes at a time still reads them all", async () => {
    const disk = new SimDisk();
    disk.inject({ kind: "read", times: Infinity }, { kind: "short", bytes: 3 });
    disk.writeFile(PATH, bytes("write-ahead"));
    const file = await disk.open(PATH, "r");
    expect(await readFully(file, 2, 7)).toEqual(bytes("ite-ahe"));
    expect(await readFully(file, 6, 100)).toEqual(bytes("ahead"));
  });
});

describe("Exercise 1.6: open (src/header.ts, src/frame-reader.ts, src/log-file.ts, chapter 1, Open)", () => {
  test("creates a log that is there after the power fails", async () => {
    const disk = new SimDisk();
    await LogFile.open(PATH, { fs: disk });
    const after = disk.crash({ kind: "power", fates: "old" });
    const log = await LogFile.open(PATH, { fs: after });
    expect(log.lastSequence).toBe(0);
  });

  test("knows the last sequence of a log that is whole", async () => {
    const disk = new SimDisk();
    disk.writeFile(PATH, wholeLog(3));
    const log = await LogFile.open(PATH, { fs: disk });
    expect(log.lastSequence).toBe(3);
  });

  test("refuses a log with one bit flipped, and says where", async () => {
    const disk = new SimDisk();
    disk.writeFile(PATH, wholeLog(3));
    const second = SEGMENT_HEADER_SIZE + FRAME_SIZE;
    disk.flipBit(PATH, (second + FRAME_HEADER_SIZE) * 8);
    const damage = { code: "WAL_CORRUPTED", sequence: 2, offset: second };
    await expect(LogFile.open(PATH, { fs: disk })).rejects.toMatchObject(damage);
  });
});

describe("Exercise 1.7: append (src/log-file.ts, chapter 1, Append)", () => {
  test("is durable when it resolves", async () => {
    const disk = new SimDisk();
    const log = await LogFile.open(PATH, { fs: disk });
    await log.append(put("a"));
    const after = disk.crash({ kind: "power", fates: "old" });
    const recovered = await LogFile.open(PATH, { fs: after });
    expect(recovered.lastSequence).toBe(1);
  });

  test("keeps what it acknowledged, whenever and however the power fails", async () => {
    const report = await exploreCrashes({
      workload: async (disk, journal) => {
        const log = await LogFile.open(PATH, { fs: disk });
        for (const key of ["a", "b"]) {
          journal.attempt(key);
          await log.append(put(key));
          journal.acknowledge(key);
        }
      },
      recover: keepsPromises,
    });
    assertNoViolation(report);
  });

  test("writes a null value as a delete", async () => {
    const disk = new SimDisk();
    const log = await LogFile.open(PATH, { fs: disk });
    const { offset } = await log.write(bytes("k"), null);
    expect(disk.readFile(PATH)[offset + 4]).toBe(RECORD_CODES.delete);
  });

  test("acknowledges nothing more once a sync has failed", async () => {
    const disk = new SimDisk();
    const log = await LogFile.open(PATH, { fs: disk });
    disk.inject({ kind: ANY_SYNC }, { kind: "sync-failure", mode: "clean" });
    await expect(log.append(put("a"))).rejects.toMatchObject({ code: "WAL_IO" });
    await expect(log.append(put("b"))).rejects.toMatchObject({ code: "WAL_FAILED" });
  });
});

describe("Exercise 1.8: read by position (src/log-file.ts, chapter 1, Read by position)", () => {
  test("finds each record again", async () => {
    const log = await LogFile.open(PATH, { fs: new SimDisk() });
    const a = await log.append(put("a"));
    const b = await log.append(put("b"));
    expect(await log.read(b)).toMatchObject({ sequence: 2, record: put("b") });
    expect(await log.read(a)).toMatchObject({ sequence: 1, record: put("a") });
  });

  test("refuses a position where nothing can be", async () => {
    const log = await LogFile.open(PATH, { fs: new SimDisk() });
    const nowhere = { sequence: 1, offset: 64, size: 48 };
    await expect(log.read(nowhere)).rejects.toMatchObject({ code: "WAL_INVALID_ARGUMENT" });
  });
});

describe("Exercise 1.9: sync, close, remove (src/log-file.ts, chapter 1, Sync, close, remove)", () => {
  test("a manual log is durable after sync", async () => {
    const disk = new SimDisk();
    const log = await LogFile.open(PATH, { fs: disk, sync: "manual" });
    await log.append(put("a"));
    await log.sync();
    const after = disk.crash({ kind: "power", fates: "old" });
    expect((await LogFile.open(PATH, { fs: after })).lastSequence).toBe(1);
  });

  test("close seals the log, and may be called twice", async () => {
    const disk = new SimDisk();
    const log = await LogFile.open(PATH, { fs: disk });
    const { offset, size } = await log.append(put("a"));
    await log.close();
    await log.close();
    expect(disk.readFile(PATH)[offset + size + 4]).toBe(127);
    await expect(log.append(put("b"))).rejects.toMatchObject({ code: "WAL_CLOSED" });
  });

  test("a log that was closed goes on where it ended", async () => {
    const disk = new SimDisk();
    const first = await LogFile.open(PATH, { fs: disk });
    await first.append(put("a"));
    await first.close();
    const second = await LogFile.open(PATH, { fs: disk });
    expect(await second.append(put("b"))).toMatchObject({ sequence: 2 });
  });

  test("await using leaks no file", async () => {
    const disk = new SimDisk();
    {
      await using log = await LogFile.open(PATH, { fs: disk });
      await log.append(put("a"));
    }
    expect(disk.openHandles).toBe(0);
  });

  test("a removed log stays removed when the power fails", async () => {
    const disk = new SimDisk();
    await (await LogFile.open(PATH, { fs: disk })).close();
    await LogFile.remove(PATH, { fs: disk });
    const after = disk.crash({ kind: "power", fates: "old" });
    expect(await after.readdir("/")).toEqual([]);
  });
});
