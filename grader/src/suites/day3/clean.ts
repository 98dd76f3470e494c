import { SimDisk } from "@wal-labs/core/sim";
import type { SegmentedLog } from "@wal-labs/rotation";
import { describe, expect } from "vitest";
import { pipelined } from "../pipelined.ts";
import { check, type Day3, filesOn, opened, pathOf } from "./check.ts";
import { expectOneLog, record, segmentsOn } from "./segments.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

describe("Exercise 3.8: clean", () => {
  check(
    "3.8-boundary",
    {
      points: 2,
      rationale:
        "One segment too few is removed, and the disk fills. One too many, and the restart has a hole.",
      hints: [
        "A segment may go when its last record is at the checkpoint, not when its first one is.",
        "Where does a segment end? Just before the first sequence of the next one. The last stays.",
      ],
      needs: ["3.7-round-trip", "3.6-on-disk"],
    },
    async ({ student, random }) => {
      const disk = new SimDisk();
      const log = await opened(student, disk);
      for (let index = 0; index < 7; index++) await log.append(record(random));
      const names = segmentsOn(disk).map(({ name }) => name);
      for (let sequence = 1; sequence <= 7; sequence++) {
        await log.setCheckpoint({ sequence });
        const gone = sequence % 2 === 0 ? [names[sequence / 2 - 1]] : [];
        expect(await log.clean(), `removed with a checkpoint at ${sequence}`).toEqual(gone);
        const left = names.slice(Math.floor(sequence / 2));
        expect(segmentsOn(disk).map(({ name }) => name)).toEqual(left);
        expect((await log.segments).map(({ name }) => name)).toEqual(left);
      }
      expect(await log.append(record(random))).toMatchObject({ sequence: 8 });
      expect(expectOneLog(segmentsOn(disk)).length, "records").toBe(2);
    },
  );

  check(
    "3.8-only-by-checkpoint",
    {
      points: 1,
      rationale:
        "Old is not the same as not needed, and a clock that jumps is no reason to forget.",
      hints: ["Without a checkpoint nothing is obsolete, however old it is."],
      needs: ["3.8-boundary"],
    },
    async ({ student, random }) => {
      const disk = new SimDisk();
      const log = await opened(student, disk);
      for (let index = 0; index < 5; index++) await log.append(record(random));
      await disk.clock.advance(1000 * DAY_MS);
      const before = filesOn(disk);
      expect(await log.clean()).toEqual([]);
      await log.setCheckpoint({ snapshot: random.bytes(5) });
      expect(await log.clean()).toEqual([]);
      for (const [path, bytes] of before) expect(disk.readFile(path), path).toEqual(bytes);
    },
  );

  check(
    "3.8-finished",
    {
      points: 2,
      rationale:
        "A store that keeps the effects of transactions elsewhere says how far it has come in their ids.",
      hints: [
        "All records of the segment, each one of a transaction, each id at or below the highest.",
        "What cannot be read may be of a transaction that is needed.",
        "A record without a transaction is finished by a checkpoint only. Stop at the first segment that stays.",
      ],
      needs: ["3.8-boundary"],
    },
    async ({ student, random }) => {
      const rows = [
        { ids: [1, 2, 2, 1, 3, 1, 4], highest: 2, gone: 2 },
        { ids: [1, 2, 2, 1, 3, 1, 4], highest: 3, gone: 3 },
        { ids: [2, 1, 1, 2, 2, 2, 2], highest: 9, gone: 3 },
        { ids: [2, 1, 1, 3, 2, 2, 2], highest: 2, gone: 1 },
        { ids: [3, 1, 1, 1, 1, 1, 1], highest: 2, gone: 0 },
        { ids: [1, 1, 1, 0, 1, 1, 1], highest: 2, gone: 1 },
        { ids: [1, 1, 1, 1, 1, 1, 1], highest: 0, gone: 0 },
        { ids: [1, 1, 5, 0, 2, 2, 9], highest: 2, sequence: 4, gone: 3 },
        { ids: [1, 1, 5, 0, 2, 2, 9], highest: 2, sequence: 3, gone: 1 },
      ];
      await pipelined(rows, async ({ ids, highest, sequence = 0, gone }) => {
        const disk = new SimDisk();
        const log = await logOf(student, disk, random, ids);
        const names = segmentsOn(disk).map(({ name }) => name);
        await log.setCheckpoint({ sequence, highestFinished: highest });
        const what = `of transactions ${ids}, with ${highest} finished`;
        expect(await log.clean(), `removed ${what}`).toEqual(names.slice(0, gone));
        const reached = Math.max(sequence, gone * 2);
        expect(await log.checkpoint, what).toMatchObject({ sequence: reached });
        expect(disk.openHandles, "files open").toBe(1);
      });
      const disk = new SimDisk();
      const log = await logOf(student, disk, random, [1, 9, 1]);
      await log.setCheckpoint({ highestFinished: 2 });
      disk.flipBit(pathOf(1), (64 + 96 + 60) * 8);
      await log.clean().catch(() => undefined);
      expect(disk.filePaths(), "with a record that cannot be read").toContain(pathOf(1));
    },
  );

  check(
    "3.8-unlink-fails",
    {
      points: 2,
      rationale: "What could not be removed today is removed tomorrow; the log has lost nothing.",
      hints: [
        "WAL_IO, and the log stays open: no record that is needed was touched.",
        "The next clean goes on where this one stopped.",
      ],
      needs: ["3.8-boundary"],
    },
    async ({ student, restart, random }) => {
      const disk = new SimDisk();
      const log = await opened(student, disk);
      for (let index = 0; index < 7; index++) await log.append(record(random));
      const names = segmentsOn(disk).map(({ name }) => name);
      await log.setCheckpoint({ sequence: 7 });
      disk.inject({ kind: "unlink", nth: 2 }, { kind: "error" });
      await expect(log.clean()).rejects.toMatchObject({ code: "WAL_IO" });
      expect(await log.append(record(random))).toMatchObject({ sequence: 8 });
      expect(segmentsOn(disk).map(({ name }) => name)).toEqual(names.slice(1));
      expect(await log.clean()).toEqual(names.slice(1, 3));
      expect(await log.append(record(random))).toMatchObject({ sequence: 9 });
      const again = await opened(await restart(), disk.crash({ kind: "process" }));
      expect(await again.lastSequence).toBe(9);
    },
  );
});

/** A log with a record for each id, two in a segment; 0 is a record of no transaction. */
async function logOf(
  student: Day3,
  disk: SimDisk,
  random: Parameters<typeof record>[0],
  ids: readonly number[],
): Promise<SegmentedLog> {
  const log = await opened(student, disk);
  for (const transactionId of ids) {
    const put = record(random);
    const inTransaction = { ...put, type: "transaction-put", transactionId } as const;
    await log.append(transactionId === 0 ? put : inTransaction);
  }
  return log;
}
