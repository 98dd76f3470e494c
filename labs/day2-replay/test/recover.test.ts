import { LogFile } from "@wal-labs/checksum";
import { assertNoViolation, exploreCrashes, type Journal, type SimDisk } from "@wal-labs/core/sim";
import { recover } from "@wal-labs/replay";
import { describe, expect, test } from "vitest";
import { bytes, diskWith, frameAt, joined, logOf, PATH, put, withFlip } from "./forge.ts";

const abc = () => logOf([put("a"), put("b"), put("c")]);
const torn = () => abc().subarray(0, -5);
const corrupt = () => withFlip(abc(), frameAt(1));

/** What a disk did, in order: either sync is a `sync`. */
const done = (disk: SimDisk) =>
  disk.log.map(({ operation: { kind, path } }) => `${kind.replace("datasync", "sync")} ${path}`);

/** The first of `steps` that a disk did not do behind the ones before it. It may do more besides. */
function firstMissing(disk: SimDisk, steps: readonly string[]): string | undefined {
  let from = 0;
  return steps.find((step) => {
    from = done(disk).indexOf(step, from) + 1;
    return from === 0;
  });
}

/** Appends a put for each letter, the first two in one sync, which acknowledges them. */
async function appendAll(disk: SimDisk, journal: Journal, letters: readonly string[]) {
  const log = await LogFile.open(PATH, { fs: disk, sync: "manual" });
  for (const [index, letter] of letters.entries()) {
    journal.attempt(letter);
    await log.write(bytes(letter), new Uint8Array(300));
    if (index === 0) continue;
    await log.sync();
    for (const written of letters.slice(index === 1 ? 0 : index, index + 1)) {
      journal.acknowledge(written);
    }
  }
}

/** Recovers, twice to the same end, and appends: there is what was promised, and no invention. */
async function recoverAndGoOn(disk: SimDisk, journal: Journal) {
  const { lastSequence } = await recover(PATH, { fs: disk });
  expect(lastSequence).toBeGreaterThanOrEqual(journal.acknowledged.length);
  expect(lastSequence).toBeLessThanOrEqual(journal.attempted.length);
  expect(await recover(PATH, { fs: disk })).toMatchObject({ lastSequence, droppedBytes: 0 });
  await using log = await LogFile.open(PATH, { fs: disk });
  journal.attempt("z");
  await log.write(bytes("z"), null);
  journal.acknowledge("z");
}

describe("Exercise 2.5: recover (src/kept-tail.ts, src/recover.ts, chapter 2, Recover)", () => {
  test("cuts off a torn tail, so that the log can be opened and continued", async () => {
    const disk = diskWith(torn());
    const { kind, lastSequence, droppedBytes } = await recover(PATH, { fs: disk });
    expect([kind, lastSequence, droppedBytes]).toEqual(["torn", 2, torn().length - frameAt(2)]);
    const log = await LogFile.open(PATH, { fs: disk });
    expect(await log.write(bytes("d"), null)).toMatchObject({ sequence: 3, offset: frameAt(2) });
    await log.close();
    expect((await LogFile.open(PATH, { fs: disk })).lastSequence).toBe(3);
  });

  test("keeps a copy of the tail, which outlives the power", async () => {
    const disk = diskWith(torn());
    const { keptAt = "" } = await recover(PATH, { fs: disk });
    const after = disk.crash({ kind: "power", fates: "old" });
    expect(keptAt).toMatch(/^\/log\.tail-176-[0-9a-f]{8}$/);
    expect(after.readFile(keptAt)).toEqual(torn().subarray(frameAt(2)));
  });

  test("syncs what it read, then the copy and its name, then cuts and syncs the cut", async () => {
    const disk = diskWith(torn());
    const { keptAt } = await recover(PATH, { fs: disk });
    const copied = [`write ${keptAt}`, `sync ${keptAt}`, "sync /"];
    const steps = ["sync /log", ...copied, "truncate /log", "sync /log"];
    expect(firstMissing(disk, steps)).toBeUndefined();
  });

  test("cuts off zeros without a copy", async () => {
    const disk = diskWith(joined(abc(), new Uint8Array(1000)));
    const recovery = await recover(PATH, { fs: disk });
    expect(recovery).toMatchObject({ kind: "clean", lastSequence: 3, droppedBytes: 1000 });
    expect(recovery.keptAt).toBeUndefined();
    expect(disk.filePaths()).toEqual([PATH]);
    expect(disk.readFile(PATH)).toEqual(abc());
  });

  test("leaves a log that is whole as it is, and makes it durable", async () => {
    const disk = diskWith(abc());
    const recovery = await recover(PATH, { fs: disk });
    expect(recovery).toMatchObject({ kind: "clean", lastSequence: 3, droppedBytes: 0 });
    expect(disk.readFile(PATH)).toEqual(abc());
    expect(firstMissing(disk, ["sync /log"])).toBeUndefined();
    expect(firstMissing(disk, ["sync /"])).toBeUndefined();
  });

  test("refuses a corrupt log and keeps every byte", async () => {
    const disk = diskWith(corrupt());
    const damage = { code: "WAL_CORRUPTED", sequence: 2, offset: frameAt(1) };
    await expect(recover(PATH, { fs: disk })).rejects.toMatchObject(damage);
    expect(disk.readFile(PATH)).toEqual(corrupt());
    expect(disk.filePaths()).toEqual([PATH]);
    expect(disk.openHandles).toBe(0);
  });

  test("refuses even a torn tail when told to be absolute", async () => {
    const disk = diskWith(torn());
    const refused = recover(PATH, { fs: disk, policy: "absolute" });
    await expect(refused).rejects.toMatchObject({ code: "WAL_CORRUPTED", sequence: 3 });
    expect(disk.readFile(PATH)).toEqual(torn());
  });

  test("goes back to a point in time when told to", async () => {
    const disk = diskWith(corrupt());
    const recovery = await recover(PATH, { fs: disk, policy: "point-in-time" });
    expect(recovery).toMatchObject({ kind: "corrupt", lastSequence: 1 });
    expect(disk.readFile(recovery.keptAt ?? "")).toEqual(corrupt().subarray(frameAt(1)));
    expect(disk.readFile(PATH)).toEqual(corrupt().subarray(0, frameAt(1)));
  });

  test("empties a log whose creation was cut short, so that it begins anew", async () => {
    const disk = diskWith(abc().subarray(0, 40));
    expect(await recover(PATH, { fs: disk })).toMatchObject({ kind: "torn", droppedBytes: 40 });
    expect(disk.readFile(PATH)).toHaveLength(0);
    expect((await LogFile.open(PATH, { fs: disk })).lastSequence).toBe(0);
  });

  test("keeps what was promised, whenever the power fails, in recovery too", async () => {
    const report = await exploreCrashes({
      steps: ["a", "b", "c"],
      workload: appendAll,
      recover: recoverAndGoOn,
      insideRecovery: true,
      randomStates: 0,
    });
    assertNoViolation(report);
  });
});
