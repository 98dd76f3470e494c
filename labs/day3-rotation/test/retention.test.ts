import { readHeader } from "@wal-labs/checksum";
import { assertNoViolation, exploreCrashes, type Journal, SimDisk } from "@wal-labs/core/sim";
import { walk } from "@wal-labs/replay";
import {
  archiveSegment,
  openArchived,
  readCheckpoint,
  runCleaner,
  SegmentedLog,
  type SegmentedLogOptions,
  type SegmentHandler,
  writeCheckpoint,
} from "@wal-labs/rotation";
import { describe, expect, test, vi } from "vitest";
import {
  bytes,
  calls,
  codeOf,
  DIRECTORY,
  diskWith,
  nameOf,
  pathOf,
  put,
  SEGMENT_SIZE,
  text,
} from "./forge.ts";

const ARCHIVE = "/archive";
const commit = (transactionId: number) => ({ type: "commit", transactionId }) as const;
const CHECKPOINT = {
  ...{ sequence: 4, highestFinished: 9, snapshot: bytes("state") },
  logId: new Uint8Array(16).fill(1),
};

function open(disk: SimDisk, options: SegmentedLogOptions = {}): Promise<SegmentedLog> {
  return SegmentedLog.open(DIRECTORY, { fs: disk, segmentSize: SEGMENT_SIZE, ...options });
}

/** A log of five records: two in the first segment, two in the second, one in the third. */
function threeSegments(): SimDisk {
  return diskWith({ number: 1 }, { number: 2 }, { number: 3, records: 1 });
}

/** Appends a put for each letter; after each, all letters so far are the snapshot, and it cleans. */
async function appendAndClean(disk: SimDisk, journal: Journal, letters: readonly string[]) {
  const log = await open(disk);
  for (const [index, letter] of letters.entries()) {
    journal.attempt(letter);
    await log.append(put(letter));
    journal.acknowledge(letter);
    const snapshot = bytes(letters.slice(0, index + 1).join(""));
    await log.setCheckpoint({ sequence: index + 1, snapshot });
    await log.clean();
  }
}

/** The snapshot and what the log holds behind it: every letter that was promised. */
async function restore(disk: SimDisk, { attempted, acknowledged }: Journal) {
  const log = await open(disk);
  const { sequence, snapshot } = log.checkpoint;
  let found = text(snapshot);
  expect(found).toHaveLength(sequence);
  const take: SegmentHandler = ({ record }) => {
    if (record.type === "put") found += text(record.key);
  };
  await log.replay(take, { after: sequence });
  expect(attempted.join("").startsWith(found), found).toBe(true);
  expect(found.length).toBeGreaterThanOrEqual(acknowledged.length);
  return found;
}

describe("Exercise 3.7: checkpoint (src/checkpoint.ts, src/segmented-log.ts, chapter 3, Checkpoint)", () => {
  test("is read as it was written", async () => {
    const disk = diskWith({ number: 1 });
    expect(await readCheckpoint(disk, DIRECTORY)).toBeUndefined();
    await writeCheckpoint(disk, DIRECTORY, CHECKPOINT);
    const after = disk.crash({ kind: "power", fates: "old" });
    expect(await readCheckpoint(after, DIRECTORY)).toEqual(CHECKPOINT);
  });

  test("keeps what is not given, and outlives the log's closing", async () => {
    const disk = threeSegments();
    await using log = await open(disk);
    await log.setCheckpoint({ sequence: 3, snapshot: bytes("abc") });
    await log.setCheckpoint({ highestFinished: 7 });
    await log.close();
    const { checkpoint } = await open(disk);
    expect(checkpoint).toMatchObject({ sequence: 3, highestFinished: 7, snapshot: bytes("abc") });
  });

  test("goes neither back nor beyond the log", async () => {
    const log = await open(threeSegments());
    await log.setCheckpoint({ sequence: 3, highestFinished: 2 });
    for (const changes of [{ sequence: 2 }, { sequence: 6 }, { highestFinished: 1 }]) {
      expect(await codeOf(log.setCheckpoint(changes))).toBe("WAL_INVALID_ARGUMENT");
    }
    expect(log.checkpoint).toMatchObject({ sequence: 3, highestFinished: 2 });
  });

  test("is durable only after what it stands for", async () => {
    const disk = threeSegments();
    const log = await open(disk, { sync: "manual" });
    await log.append(put("f"));
    await log.setCheckpoint({ sequence: 6 });
    const after = disk.crash({ kind: "power", fates: "old" });
    expect((await open(after)).lastSequence).toBe(6);
  });

  test.for([[[1, 2, 3]], [[2, 3]]])("shows that segments %j are lost", async ([lost = []]) => {
    const disk = threeSegments();
    await (await open(disk)).setCheckpoint({ sequence: 3 });
    for (const number of lost) await disk.unlink(pathOf(number));
    expect(await codeOf(open(disk))).toBe("WAL_CORRUPTED");
    expect(disk.openPaths).not.toContain(`${DIRECTORY}/checkpoint`);
  });
});

describe("Exercise 3.8: clean (src/retention.ts, src/cleaner.ts, chapter 3, Clean)", () => {
  test.for([
    [1, []],
    [2, [nameOf(1)]],
    [3, [nameOf(1)]],
    [5, [nameOf(1), nameOf(2)]],
  ] as const)("with a checkpoint at %i removes %j", async ([sequence, removed]) => {
    const disk = threeSegments();
    const log = await open(disk);
    await log.setCheckpoint({ sequence });
    expect(await log.clean()).toEqual(removed);
    const after = disk.crash({ kind: "power", fates: "old" });
    expect((await open(after)).lastSequence).toBe(5);
  });

  test("removes segments with finished transactions only, and moves the checkpoint", async () => {
    const disk = new SimDisk();
    const log = await open(disk);
    for (const record of [commit(1), commit(2), put("a"), commit(2), commit(3)]) {
      await log.append(record);
    }
    await log.setCheckpoint({ highestFinished: 2 });
    expect(await log.clean()).toEqual([nameOf(1)]);
    expect(log.checkpoint.sequence).toBe(2);
    await log.close();
    expect((await open(disk)).lastSequence).toBe(5);
  });

  test("runs beside other calls, and no checkpoint is lost to it", async () => {
    const disk = new SimDisk();
    const log = await open(disk);
    for (const record of [commit(1), commit(1), commit(1)]) await log.append(record);
    await log.setCheckpoint({ highestFinished: 1 });
    const snapshot = bytes("new");
    await Promise.all([log.clean(), log.setCheckpoint({ snapshot }), log.append(put("d"))]);
    await log.close();
    const { checkpoint, lastSequence } = await open(disk);
    expect([text(checkpoint.snapshot), checkpoint.sequence, lastSequence]).toEqual(["new", 2, 4]);
  });

  test("removes one at a time, oldest first, with a directory sync between", async () => {
    const disk = threeSegments();
    const log = await open(disk);
    await log.setCheckpoint({ sequence: 5 });
    const before = calls(disk).length;
    await log.clean();
    const order = calls(disk)
      .slice(before)
      .filter((call) => /^(unlink|sync) /.test(call));
    const between = order.slice(order.indexOf(`unlink ${nameOf(1)}`));
    const once = between.filter((call, index) => call !== between[index - 1]);
    expect(once).toEqual([
      `unlink ${nameOf(1)}`,
      `sync ${DIRECTORY}`,
      `unlink ${nameOf(2)}`,
      `sync ${DIRECTORY}`,
    ]);
  });

  test("loses nothing, whenever the power fails, even while it opens", async () => {
    const exploration = { workload: appendAndClean, recover: restore, insideRecovery: true };
    const steps = ["a", "b", "c"];
    assertNoViolation(await exploreCrashes({ ...exploration, steps, randomStates: 1 }));
  }, 30_000);

  test("leaves the log open when it fails", async () => {
    const disk = threeSegments();
    const log = await open(disk);
    await log.setCheckpoint({ sequence: 5 });
    disk.inject({ kind: "unlink" }, { kind: "error" });
    expect(await codeOf(log.clean())).toBe("WAL_IO");
    expect(await log.clean()).toEqual([nameOf(1), nameOf(2)]);
    expect(await log.append(put("f"))).toMatchObject({ sequence: 6 });
  });

  test("runs on an interval until it is aborted, and leaves no timer", async () => {
    vi.useFakeTimers();
    const [controller, log] = [new AbortController(), { clean: vi.fn(async () => []) }];
    const ended = runCleaner(log, { intervalMs: 1000, signal: controller.signal });
    await vi.advanceTimersByTimeAsync(2500);
    controller.abort();
    await ended;
    expect([log.clean.mock.calls.length, vi.getTimerCount()]).toEqual([2, 0]);
    vi.useRealTimers();
  });
});

describe("Exercise 3.9: archive (src/archive.ts, chapter 3, Archive)", () => {
  test("holds what the segment was, byte for byte", async () => {
    const disk = threeSegments();
    await archiveSegment(disk, pathOf(1), `${DIRECTORY}/1.gz`);
    const handle = await openArchived(disk, `${DIRECTORY}/1.gz`);
    const whole = new Uint8Array((await handle.stat()).size);
    await handle.read(whole, 0, whole.length, 0);
    expect(whole).toEqual(disk.readFile(pathOf(1)));
    expect(disk.openHandles).toBe(0);
  });

  test("is read by what reads a segment", async () => {
    const disk = threeSegments();
    await archiveSegment(disk, pathOf(2), `${DIRECTORY}/2.gz`);
    const handle = await openArchived(disk, `${DIRECTORY}/2.gz`);
    const walked = await walk(handle, await readHeader(handle));
    expect(walked).toMatchObject({ lastSequence: 4, sealed: true, stop: "end" });
  });

  test("is durable before its segment is removed", async () => {
    const disk = threeSegments();
    await disk.mkdir(ARCHIVE);
    const log = await open(disk, { archive: ARCHIVE });
    await log.setCheckpoint({ sequence: 5 });
    await log.clean();
    const order = calls(disk).filter((call) => call === `sync ${ARCHIVE}` || /^unlink/.test(call));
    const [first, second] = [`unlink ${nameOf(1)}`, `unlink ${nameOf(2)}`];
    expect(order).toEqual([`sync ${ARCHIVE}`, first, `sync ${ARCHIVE}`, second]);
  });

  test("that is damaged is refused", async () => {
    const disk = threeSegments();
    await archiveSegment(disk, pathOf(1), `${DIRECTORY}/1.gz`);
    disk.flipBit(`${DIRECTORY}/1.gz`, 8 * 30);
    expect(await codeOf(openArchived(disk, `${DIRECTORY}/1.gz`))).toBe("WAL_CORRUPTED");
  });
});
