import { type DumpedRecord, type DumpOptions, dump } from "@wal-labs/batching";
import type { SimDisk } from "@wal-labs/core/sim";
import { describe, expect, test } from "vitest";
import {
  codeOf,
  DIRECTORY,
  diskWith,
  FRAME_SIZE,
  frameAt,
  joined,
  nameOf,
  pathOf,
  put,
  SEAL,
  segmentOf,
  twoSegments,
  withFlip,
  writesIn,
} from "./forged-segments.ts";

/** All that a dump of the directory gives. */
async function dumped(disk: SimDisk, options: DumpOptions = {}, path = DIRECTORY) {
  const records: DumpedRecord[] = [];
  for await (const record of dump(path, { fs: disk, ...options })) records.push(record);
  return records;
}

const sequences = (records: readonly DumpedRecord[]) => records.map(({ sequence }) => sequence);

/** Follows a log; `seen` grows as it does. `stop` resolves once the dump has ended. */
function following(disk: SimDisk, options: DumpOptions = {}) {
  const controller = new AbortController();
  const { signal } = controller;
  const seen: number[] = [];
  const follow = async () => {
    const how = { fs: disk, follow: true, intervalMs: 1, signal, ...options };
    for await (const { sequence } of dump(DIRECTORY, how)) seen.push(sequence);
  };
  const ended = follow();
  ended.catch(() => undefined);
  const stop = async () => {
    controller.abort();
    await ended;
  };
  return { seen, stop, ended };
}

/** Writes over the first bytes of segment 1, as a writer does that goes on. */
async function overwrite(disk: SimDisk, log: Uint8Array): Promise<void> {
  const handle = await disk.open(pathOf(1), "r+");
  await handle.write(log, 0, log.length, 0);
  await handle.close();
}

/** Long enough for many looks at a log. */
const aWhile = () => new Promise((resolve) => setTimeout(resolve, 30));

describe("Exercise 5.6: dump (src/tools/dump.ts, src/tools/dumped-record.ts, chapter 5, Dump)", () => {
  test("gives each record as a plain object, with the place of its frame", async () => {
    const job = { type: "enqueue", key: "job-7", value: '{"to":"ada"}' } as const;
    const records = await dumped(diskWith(segmentOf([job, { type: "delete", key: "k" }, SEAL])));
    const time = "2026-01-01T12:00:00.000Z";
    const segment = nameOf(1);
    const first = { sequence: 1, time, type: "enqueue", jobId: "job-7", payload: '{"to":"ada"}' };
    const second = { sequence: 2, time, type: "delete", key: "k" };
    expect(records).toEqual([
      { ...first, segment, offset: 64, size: 72 },
      { ...second, segment, offset: 136, size: 56 },
    ]);
  });

  test("bytes that are no printable text are Base64, and nothing is lost", async () => {
    const values = ["wörld\n", "", "\u001b[2J", new Uint8Array([0xff, 0, 1]), "\ufeffa"];
    const log = segmentOf(values.map((value) => put("k", { value })));
    const given = (await dumped(diskWith(log))).map(({ value }) => value);
    const [order, raw] = [{ base64: "G1sySg==" }, { base64: "/wAB" }];
    expect(given).toEqual(["wörld\n", "", order, raw, "\ufeffa"]);
  });

  test("a timestamp that is no date is null, and no failure", async () => {
    const log = segmentOf([put("a", { timestampMs: Number.MAX_SAFE_INTEGER }), put("b")]);
    const times = (await dumped(diskWith(log))).map(({ time }) => time);
    expect(times).toEqual([null, "2026-01-01T12:00:00.000Z"]);
  });

  test("goes through all segments, or one file", async () => {
    const disk = diskWith(...twoSegments());
    expect(sequences(await dumped(disk))).toEqual([1, 2, 3, 4]);
    expect(sequences(await dumped(disk, {}, pathOf(2)))).toEqual([3, 4]);
  });

  test("gives what was asked for: a range with both its ends, and types", async () => {
    const ack = { type: "ack", key: "j" } as const;
    const disk = diskWith(segmentOf([put("a"), ack, put("b"), ack, put("c")]));
    expect(sequences(await dumped(disk, { from: 2, to: 4 }))).toEqual([2, 3, 4]);
    expect(sequences(await dumped(disk, { type: "ack" }))).toEqual([2, 4]);
    expect(sequences(await dumped(disk, { type: ["put", "dead"], from: 2 }))).toEqual([3, 5]);
    expect(await codeOf(dumped(disk, { from: -1 }))).toBe("WAL_INVALID_ARGUMENT");
  });

  test("a torn tail ends it, and part of a batch is not shown", async () => {
    const part = segmentOf([put("a"), put("b", { isLast: false }), put("c")]);
    expect(sequences(await dumped(diskWith(part)))).toEqual([1, 2, 3]);
    expect(sequences(await dumped(diskWith(part.subarray(0, -1))))).toEqual([1]);
    expect(sequences(await dumped(diskWith(part.subarray(0, frameAt(2)))))).toEqual([1]);
  });

  test("at damage it throws, after the records before it", async () => {
    const disk = diskWith(withFlip(segmentOf([put("a"), put("b"), put("c")]), frameAt(1) + 49));
    const seen: number[] = [];
    const reading = async () => {
      for await (const { sequence } of dump(DIRECTORY, { fs: disk })) seen.push(sequence);
    };
    expect(await codeOf(reading())).toBe("WAL_CORRUPTED");
    expect(seen).toEqual([1]);
  });

  test("only reads, and closes its files however it ends", async () => {
    const disk = diskWith(...twoSegments());
    for await (const { sequence } of dump(DIRECTORY, { fs: disk })) if (sequence === 1) break;
    expect([writesIn(disk), disk.openHandles]).toEqual([[], 0]);
    await dumped(disk);
    expect([writesIn(disk), disk.openHandles]).toEqual([[], 0]);
  });

  test("refuses what is no log", async () => {
    const disk = diskWith(new Uint8Array(80).fill(65));
    await disk.mkdir("/empty");
    expect(await codeOf(dumped(disk))).toBe("WAL_UNSUPPORTED");
    expect(await codeOf(dumped(disk, {}, "/empty"))).toBe("WAL_UNSUPPORTED");
    expect(await codeOf(dumped(disk, {}, "/nothing"))).toBe("WAL_IO");
  });
});

describe("Exercise 5.6: dump that follows (src/tools/log-reading.ts, chapter 5, Dump)", () => {
  test("gives a record once its whole batch is there, and not before", async () => {
    const log = segmentOf([put("a"), put("b", { isLast: false }), put("c")]);
    const disk = diskWith(log.subarray(0, frameAt(1)));
    const { seen, stop } = following(disk);
    for (const size of [frameAt(1) + 9, frameAt(2), frameAt(2) + FRAME_SIZE - 1]) {
      await overwrite(disk, log.subarray(0, size));
      await aWhile();
      expect(seen).toEqual([1]);
    }
    await overwrite(disk, log);
    await expect.poll(() => seen).toEqual([1, 2, 3]);
    await stop();
  });

  test("waits in front of preallocated zeros", async () => {
    const zeros = new Uint8Array(500);
    const disk = diskWith(joined(segmentOf([put("a")]), zeros));
    const { seen, stop } = following(disk);
    await expect.poll(() => seen).toEqual([1]);
    await overwrite(disk, segmentOf([put("a"), put("b")]));
    await expect.poll(() => seen).toEqual([1, 2]);
    await stop();
  });

  test("goes on in the next segment, and misses nothing of the one before", async () => {
    const [first, second] = twoSegments();
    const disk = diskWith(first.subarray(0, frameAt(1)));
    const { seen, stop } = following(disk);
    await expect.poll(() => seen).toEqual([1]);
    await overwrite(disk, first);
    disk.writeFile(pathOf(2), second);
    await expect.poll(() => seen).toEqual([1, 2, 3, 4]);
    await stop();
  });

  test("leaves out what a cleaner removes first", async () => {
    const disk = diskWith(twoSegments()[0]);
    const { seen, stop } = following(disk);
    await expect.poll(() => seen).toEqual([1, 2]);
    disk.writeFile(pathOf(3), segmentOf([put("e")], { number: 3, firstSequence: 5 }));
    await disk.unlink(pathOf(1));
    await expect.poll(() => seen).toEqual([1, 2, 5]);
    await stop();
  });

  test("ends with the last record that was asked for", async () => {
    const { seen, ended } = following(diskWith(...twoSegments()), { to: 3 });
    await ended;
    expect(seen).toEqual([1, 2, 3]);
  });

  test("ends without an error when it is aborted, and has closed its files", async () => {
    const disk = diskWith(...twoSegments());
    const { seen, stop } = following(disk, { intervalMs: 1_000_000 });
    await expect.poll(() => seen).toEqual([1, 2, 3, 4]);
    await stop();
    expect([writesIn(disk), disk.openHandles]).toEqual([[], 0]);
  });
});
