import { SimDisk } from "@wal-labs/core/sim";
import { describe, expect } from "vitest";
import { check, DIRECTORY, filesOn, opened } from "./check.ts";
import { record, recordsOn } from "./segments.ts";

describe("Exercise 3.7: the checkpoint of a log", () => {
  check(
    "3.7-old-or-new",
    {
      points: 2,
      invariant: "O4",
      rationale:
        "The log before the checkpoint may be gone already. A checkpoint that is lost takes it along.",
      hints: [
        "The new one is durable, in contents and name, before `setCheckpoint` resolves.",
        "Until then the old one is there: replace it in one step.",
      ],
      needs: ["3.7-round-trip", "3.6-on-disk"],
    },
    async ({ student, random, crashes }) => {
      const snapshots = [new Uint8Array(0), random.bytes(40), random.bytes(700), random.bytes(90)];
      await crashes({
        randomStates: 2,
        workload: async (disk, journal) => {
          const log = await opened(student, disk);
          for (const sequence of [1, 2, 3]) {
            await log.append(record(random));
            await log.setCheckpoint({ sequence, snapshot: snapshots[sequence] ?? random.bytes(1) });
            journal.acknowledge(`checkpoint ${sequence}`);
          }
        },
        recover: async ({ readCheckpoint }, disk, journal) => {
          const isThere = disk.filePaths().some((path) => path.startsWith(`${DIRECTORY}/`));
          const found = isThere ? await readCheckpoint(disk, DIRECTORY) : undefined;
          const sequence = found?.sequence ?? 0;
          const promised = journal.acknowledged.length;
          expect(sequence, "the checkpoint's sequence").toBeGreaterThanOrEqual(promised);
          if (found) expect(found.snapshot, "the snapshot").toEqual(snapshots[sequence]);
          return found ? `a checkpoint at ${sequence}` : "no checkpoint";
        },
      });
    },
  );

  check(
    "3.7-never-ahead",
    {
      points: 3,
      invariant: "O1",
      rationale:
        "A checkpoint ahead of its log is a log that ends too early: after the crash it is refused.",
      hints: [
        'Under `sync: "manual"`, what was appended may be lost still. Sync it, then say so.',
        "The snapshot holds what the log may lose? Then the two tell two stories.",
      ],
      needs: ["3.7-old-or-new"],
    },
    async ({ student, random, crashes }) => {
      await crashes({
        randomStates: 2,
        workload: async (disk, journal) => {
          const log = await opened(student, disk, { sync: "manual" });
          for (let index = 0; index < 3; index++) await log.append(record(random));
          await log.setCheckpoint({ sequence: 3 });
          journal.acknowledge("checkpoint 3");
        },
        recover: async (restarted, disk, journal) => {
          const log = await opened(restarted, disk);
          const { sequence } = await log.checkpoint;
          const count = recordsOn(disk).length;
          expect(count, "records, of those before the checkpoint").toBeGreaterThanOrEqual(sequence);
          if (journal.acknowledged.length > 0) expect(sequence, "the checkpoint").toBe(3);
          return `an open log, last sequence ${await log.lastSequence}`;
        },
      });
    },
  );

  check(
    "3.7-keeps-the-rest",
    {
      points: 1,
      rationale: "Three facts move at three paces: what was not said again is still true.",
      hints: [
        "Begin from the old checkpoint, and replace only what was given.",
        "It is written anew as a whole, so copy the snapshot: the caller may use its bytes again.",
      ],
      needs: ["3.7-old-or-new"],
    },
    async ({ student, reusing, restart, random }) => {
      for (const submission of [student, reusing]) {
        const disk = new SimDisk();
        const log = await opened(submission, disk);
        for (let index = 0; index < 4; index++) await log.append(record(random));
        const snapshot = random.bytes(30);
        await log.setCheckpoint({ sequence: 2, snapshot });
        await log.setCheckpoint({ highestFinished: 7 });
        await log.setCheckpoint({ sequence: 3 });
        const expected = { sequence: 3, highestFinished: 7, snapshot };
        expect(await log.checkpoint).toMatchObject(expected);
        const again = await opened(await restart(), disk.crash({ kind: "power", fates: "old" }));
        expect(await again.checkpoint).toMatchObject(expected);
        await again.setCheckpoint({ sequence: 4 });
        expect(await again.checkpoint).toMatchObject({ ...expected, sequence: 4 });
      }
    },
  );

  check(
    "3.7-refuses-to-go-back",
    {
      points: 1,
      rationale: "Segments were removed on the strength of the last one: it cannot be taken back.",
      hints: [
        "Neither number may fall, and the sequence may not be one that the log has not reached.",
      ],
      needs: ["3.7-old-or-new"],
    },
    async ({ student, random }) => {
      const disk = new SimDisk();
      const log = await opened(student, disk);
      for (let index = 0; index < 5; index++) await log.append(record(random));
      await log.setCheckpoint({ sequence: 3, highestFinished: 4 });
      const before = filesOn(disk);
      const wrong = [
        { sequence: 2 },
        { sequence: 6 },
        { sequence: 0, highestFinished: 5 },
        { highestFinished: 3 },
        { sequence: 4, highestFinished: 3 },
        { sequence: 3.5 },
        { sequence: Number.NaN },
        { sequence: -1 },
      ];
      for (const changes of wrong) {
        const refused = log.setCheckpoint(changes);
        const refusal = { code: "WAL_INVALID_ARGUMENT" };
        await expect(refused, JSON.stringify(changes)).rejects.toMatchObject(refusal);
      }
      expect(filesOn(disk), "the directory is left as it was").toEqual(before);
      expect(await log.checkpoint).toMatchObject({ sequence: 3, highestFinished: 4 });
      await log.setCheckpoint({ sequence: 3, highestFinished: 4 });
      await log.setCheckpoint({ sequence: 5, highestFinished: 9 });
      expect(await log.append(record(random))).toMatchObject({ sequence: 6 });
    },
  );

  check(
    "3.7-failure",
    {
      points: 1,
      rationale: "Who counts on a checkpoint that was not written removes what is needed still.",
      hints: ["Only once it is durable does the log say that it has it."],
      needs: ["3.7-old-or-new", "3.8-boundary"],
    },
    async ({ student, random }) => {
      const disk = new SimDisk();
      const log = await opened(student, disk);
      for (let index = 0; index < 5; index++) await log.append(record(random));
      disk.inject({ kind: "rename" }, { kind: "error" });
      const failing = log.setCheckpoint({ sequence: 4 });
      await expect(failing).rejects.toMatchObject({ code: "WAL_IO" });
      expect(await log.checkpoint).toMatchObject({ sequence: 0 });
      expect(await log.clean()).toEqual([]);
      expect(recordsOn(disk).length, "records").toBe(5);
      await log.setCheckpoint({ sequence: 4 });
      expect((await log.clean()).length).toBe(2);
    },
  );
});
