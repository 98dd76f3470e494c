import { parseSegmentHeader, SEGMENT_HEADER_SIZE, type SegmentHeader } from "@wal-labs/core";
import { assertNoViolation, exploreCrashes, type Journal, SimDisk } from "@wal-labs/core/sim";
import { SegmentedLog, type SegmentedLogOptions } from "@wal-labs/rotation";
import { describe, expect, test } from "vitest";
import * as forge from "./forge.ts";

const { bytes, codeOf, DIRECTORY, diskWith, nameOf, pathOf, put, SEGMENT_SIZE } = forge;

/** Bytes of a segment with one record that nothing was written to. */
const FREE = SEGMENT_SIZE - SEGMENT_HEADER_SIZE - forge.FRAME_SIZE;

function open(disk: SimDisk, options: SegmentedLogOptions = {}): Promise<SegmentedLog> {
  return SegmentedLog.open(DIRECTORY, { fs: disk, segmentSize: SEGMENT_SIZE, ...options });
}

/** A log with a put for each letter, two in a segment. */
async function logOf(letters: string, disk: SimDisk, options: SegmentedLogOptions = {}) {
  const log = await open(disk, options);
  for (const letter of letters) await log.append(put(letter));
  return log;
}

async function lettersIn(log: SegmentedLog, after = 0): Promise<string> {
  let found = "";
  await log.replay(
    ({ record }) => {
      if (record.type === "put") found += forge.text(record.key);
    },
    { after },
  );
  return found;
}

function headerOf(disk: SimDisk, number: number): SegmentHeader {
  const parsed = parseSegmentHeader(disk.readFile(pathOf(number)));
  if (parsed.kind !== "header") throw new Error(`The header is ${parsed.kind}.`);
  return parsed.header;
}

/** Appends a put for each letter, and syncs after every second one, which acknowledges both. */
async function appendAll(disk: SimDisk, journal: Journal, letters: readonly string[]) {
  const log = await open(disk, { sync: "manual", preallocate: true });
  for (const [index, letter] of letters.entries()) {
    journal.attempt(letter);
    await log.append(put(letter));
    if (index % 2 === 0) continue;
    await log.sync();
    for (const written of letters.slice(index - 1, index + 1)) journal.acknowledge(written);
  }
  await log.close();
}

/** Opens and appends: there is what was promised, and no invention. */
async function openAndGoOn(disk: SimDisk, journal: Journal) {
  const log = await open(disk);
  const found = await lettersIn(log);
  // Each recovery that came this far before has added a z.
  expect(journal.attempted.join("").startsWith(found.replace(/z*$/, "")), found).toBe(true);
  expect(found.length).toBeGreaterThanOrEqual(journal.acknowledged.length);
  journal.attempt("z");
  expect(await log.append(put("z"))).toMatchObject({ sequence: found.length + 1 });
  journal.acknowledge("z");
  return found;
}

describe("Exercise 3.5: open and replay (src/open-segments.ts, src/segmented-log.ts, chapter 3, Open and replay)", () => {
  test("creates a log whose directory and segment outlive the power", async () => {
    const disk = new SimDisk();
    const log = await open(disk);
    expect(log.segments).toEqual([{ name: nameOf(1), firstSequence: 1 }]);
    const after = disk.crash({ kind: "power", fates: "old" });
    expect(after.filePaths()).toEqual([pathOf(1)]);
  });

  test("goes on where the last segment ends", async () => {
    const disk = diskWith({ number: 1 }, { number: 2, records: 1, sealed: false });
    const log = await open(disk);
    expect(log.lastSequence).toBe(3);
    expect(await log.append(put("d"))).toMatchObject({ segment: nameOf(2), sequence: 4 });
    expect(disk.openHandles).toBe(1);
  });

  test("hands over each record once, in order, across segments", async () => {
    const log = await open(diskWith({ number: 1 }, { number: 2 }));
    const seen: [string, number][] = [];
    await log.replay((_, { segment, sequence }) => void seen.push([segment, sequence]));
    const [first, second] = [nameOf(1), nameOf(2)];
    expect(seen).toEqual([[first, 1], [first, 2], [second, 3], [second, 4]]); // biome-ignore format: a table
    expect(await lettersIn(log, 3)).toBe("k");
  });

  test("cuts a torn tail off the last segment, and continues", async () => {
    const disk = diskWith({ number: 1 }, { number: 2, sealed: false });
    disk.writeFile(pathOf(2), disk.readFile(pathOf(2)).subarray(0, -5));
    const log = await open(disk);
    expect(await log.append(put("d"))).toMatchObject({ segment: nameOf(2), sequence: 4 });
    await log.close();
    expect(await lettersIn(await open(disk))).toBe("kkkd");
  });

  test("removes what a crash left over, for good, and no other file", async () => {
    const disk = diskWith({ number: 1 });
    disk.writeFile(pathOf(2), new Uint8Array(10));
    for (const name of [`${nameOf(2)}.tmp`, "notes.txt"])
      disk.writeFile(`${DIRECTORY}/${name}`, bytes("x"));
    await open(disk);
    const after = disk.crash({ kind: "power", fates: "old" });
    expect(after.filePaths()).toEqual([pathOf(1), `${DIRECTORY}/notes.txt`]);
  });

  test.for([
    ["a missing segment", { number: 1 }, { number: 3 }],
    ["a gap", { number: 1 }, { number: 2, firstSequence: 4 }],
    ["a missing first segment", { number: 2 }, { number: 3 }],
    ["a segment of another log", { number: 1 }, { number: 2, logId: 2 }],
  ] as const)("refuses %s, and keeps every byte", async ([, ...segments]) => {
    const disk = diskWith(...segments);
    const { digest } = disk;
    expect(await codeOf(open(disk))).toBe("WAL_CORRUPTED");
    expect([disk.digest, disk.openHandles]).toEqual([digest, 0]);
  });
});

describe("Exercise 3.6: append, rotate, close (src/segment-file.ts, src/segmented-log.ts, chapter 3, Append, rotate, close)", () => {
  test("keeps room for a seal", async () => {
    const segmentSize = SEGMENT_SIZE + forge.FRAME_SIZE - 8;
    const log = await logOf("abc", new SimDisk(), { segmentSize });
    expect(log.segments.map(({ firstSequence }) => firstSequence)).toEqual([1, 3]);
  });

  test("rotates when there is no room", async () => {
    const disk = new SimDisk();
    const log = await logOf("abcde", disk);
    const firsts = log.segments.map(({ firstSequence }) => firstSequence);
    expect(firsts).toEqual([1, 3, 5]);
    expect(disk.readFile(pathOf(1))).toHaveLength(SEGMENT_SIZE);
    expect(await log.append(put("f"))).toMatchObject({ segment: nameOf(3), sequence: 6 });
  });

  test("refuses a record that fits in no segment, and writes nothing", async () => {
    const disk = new SimDisk();
    const log = await logOf("a", disk);
    const { digest } = disk;
    const large = { type: "put", key: bytes("k"), value: new Uint8Array(SEGMENT_SIZE) } as const;
    expect(await codeOf(log.append(large))).toBe("WAL_TOO_LARGE");
    expect(disk.digest).toBe(digest);
    expect(await log.append(put("b"))).toMatchObject({ sequence: 2 });
  });

  test("syncs the old segment, seal included, before it writes to the next (O3)", async () => {
    const disk = new SimDisk();
    await logOf("abc", disk, { sync: "manual" });
    const order = forge.calls(disk).filter((call) => call.endsWith(".wal"));
    const done = order.lastIndexOf(`datasync ${nameOf(1)}`);
    const sealed = order.lastIndexOf(`write ${nameOf(1)}`);
    const begun = order.indexOf(`write ${nameOf(2)}`);
    expect(sealed).toBeLessThan(done);
    expect(done).toBeLessThan(begun);
  });

  test("gives each segment a salt of its own, and all of them one log id", async () => {
    const disk = new SimDisk();
    await logOf("abc", disk);
    const [first, second] = [headerOf(disk, 1), headerOf(disk, 2)];
    expect(second).toMatchObject({ segmentNumber: 2, firstSequence: 3, logId: first.logId });
    expect(second.segmentSizeLimit).toBe(SEGMENT_SIZE);
    expect(second.salt).not.toBe(first.salt);
  });

  test("rotate makes all records durable, and leaves an empty segment as it is", async () => {
    const disk = new SimDisk();
    const log = await logOf("a", disk, { sync: "manual" });
    await log.rotate();
    await log.rotate();
    expect(log.segments).toHaveLength(2);
    const after = disk.crash({ kind: "power", fates: "old" });
    expect(await lettersIn(await open(after))).toBe("a");
  });

  test("preallocated space is zeros, and sealing cuts it off", async () => {
    const disk = new SimDisk();
    const log = await logOf("a", disk, { preallocate: true });
    const whole = disk.readFile(pathOf(1));
    expect(whole).toHaveLength(SEGMENT_SIZE);
    expect(whole.subarray(-FREE).every((byte) => byte === 0)).toBe(true);
    await log.close();
    expect(disk.readFile(pathOf(1))).toHaveLength(SEGMENT_SIZE - forge.FRAME_SIZE);
  });

  test("lastSequence answers in any state, and a second close does nothing", async () => {
    const disk = new SimDisk();
    const log = await logOf("abc", disk);
    await log.close();
    await log.close();
    expect([log.lastSequence, disk.openHandles]).toEqual([3, 0]);
    expect(await codeOf(log.append(put("d")))).toBe("WAL_CLOSED");
  });

  test("acknowledges nothing more once a rotation has failed (O7)", async () => {
    const disk = new SimDisk();
    await using log = await logOf("ab", disk);
    disk.inject({ kind: "rename" }, { kind: "error" });
    expect(await codeOf(log.append(put("c")))).toBe("WAL_IO");
    expect(await codeOf(log.append(put("c")))).toBe("WAL_FAILED");
    expect([log.lastSequence, await lettersIn(log)]).toEqual([2, "ab"]);
  });

  test("keeps what it promised, whenever the power fails, even while it opens", async () => {
    const steps = ["a", "b", "c"];
    const kinds = ["power"] as const;
    const exploration = { steps, workload: appendAll, recover: openAndGoOn, kinds };
    assertNoViolation(await exploreCrashes({ ...exploration, insideRecovery: true }));
  }, 30_000);
});
