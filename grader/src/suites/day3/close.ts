import { SEAL_TYPE } from "@wal-labs/core";
import { SimDisk } from "@wal-labs/core/sim";
import { describe, expect } from "vitest";
import { pipelined } from "../pipelined.ts";
import { check, filesOn, opened, range } from "./check.ts";
import { Promises } from "./promises.ts";
import { record, segmentsOn } from "./segments.ts";

describe("Exercise 3.6: close", () => {
  check(
    "3.6-close-is-durable",
    {
      points: 2,
      invariant: "O1",
      rationale: "Closing makes everything durable and says so with a seal.",
      hints: ["Sync, seal, sync, and only then close the file."],
      needs: ["3.6-on-disk"],
    },
    async ({ student, random, crashes }) => {
      const promises = new Promises(random, 3, { sync: "manual" });
      await crashes({
        steps: promises.steps,
        randomStates: 2,
        workload: async (disk, journal, steps) => {
          const log = await promises.open(student, disk);
          for (const step of steps) await promises.write(log, journal, step);
          await log.close();
          for (const step of steps) journal.acknowledge(step);
        },
        recover: async (restarted, disk, journal) => {
          const last = segmentsOn(disk).at(-1)?.frames.at(-1);
          if (journal.acknowledged.length > 0) expect(last?.type, "the last frame").toBe(SEAL_TYPE);
          return promises.check(restarted, disk, journal);
        },
      });
    },
  );

  check(
    "3.6-states",
    {
      points: 2,
      rationale: "Every method in every state has an answer; none of them is silence.",
      hints: [
        "A second close resolves and does nothing.",
        "After close: WAL_CLOSED, but for close and what only looks.",
      ],
      needs: ["3.6-on-disk"],
    },
    async ({ student, random }) => {
      const disk = new SimDisk();
      const log = await opened(student, disk);
      for (let index = 0; index < 3; index++) await log.append(record(random));
      await log.close();
      const before = filesOn(disk);
      await log.close();
      await log[Symbol.asyncDispose]();
      const refused = [
        () => log.append(record(random)),
        () => log.sync(),
        () => log.rotate(),
        () => log.replay(() => undefined),
        () => log.setCheckpoint({ sequence: 1 }),
        () => log.clean(),
      ];
      for (const call of refused)
        await expect(call()).rejects.toMatchObject({ code: "WAL_CLOSED" });
      expect(await log.lastSequence).toBe(3);
      expect((await log.segments).map(({ firstSequence }) => firstSequence)).toEqual([1, 3]);
      expect(await log.checkpoint).toMatchObject({ sequence: 0, highestFinished: 0 });
      expect(filesOn(disk), "the directory after close").toEqual(before);
    },
  );

  check(
    "3.6-leaks-nothing",
    {
      points: 1,
      rationale: "Whatever fails on the way, close closes the file, and so does `await using`.",
      hints: ["How many files are open after a rotation? And after one that failed?"],
      needs: ["3.6-on-disk"],
    },
    async ({ student, random }) => {
      const session = async (disk: SimDisk) => {
        const log = await opened(student, disk);
        for (let index = 0; index < 3; index++) {
          await log.append(record(random)).catch(() => undefined);
        }
        await log.setCheckpoint({ sequence: 2 }).catch(() => undefined);
        await log.clean().catch(() => undefined);
        await log[Symbol.asyncDispose]();
      };
      const clean = new SimDisk();
      await session(clean);
      expect(clean.openHandles, "files left open").toBe(0);
      await pipelined(range(1, clean.log.length), async (operation) => {
        const disk = new SimDisk();
        disk.inject({ operation }, { kind: "error" });
        await session(disk).catch(() => undefined);
        expect(disk.openHandles, `files left open when call ${operation} fails`).toBe(0);
      });
    },
  );
});
