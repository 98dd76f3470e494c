import { LogFile, type WalRecord } from "@wal-labs/checksum";
import { describe, expect } from "vitest";
import { check, PATH } from "./check.ts";
import {
  commit,
  diskOf,
  effectsOf,
  OF_5,
  OF_7,
  OVERLAPPING,
  put,
  remove,
  stateAfter,
  within,
} from "./history.ts";
import { isGarbledCreation } from "./survivors.ts";

describe("Exercise 2.8: transactions of a log", () => {
  check(
    "2.8-by-transaction",
    {
      points: 2,
      rationale: "What committed, and nothing else, in the order in which it did.",
      hints: [
        "A map keeps the order in which keys were set: set at the commit.",
        "`highestId` is of all that was seen, not of what committed.",
      ],
      needs: ["2.8-takes-effect-at-commit", "2.6-in-order"],
    },
    async ({ student }) => {
      const disk = await diskOf(OVERLAPPING);
      // Smaller than a frame: what is held back was read long ago.
      const options = { fs: disk, chunkSize: 64 };
      const { committed, highestId, ...rest } = await student.replayTransactions(PATH, options);
      expect([...committed]).toEqual([
        [7, OF_7],
        [5, OF_5],
      ]);
      expect(highestId).toBe(9);
      const facts = { kind: "clean", lastSequence: OVERLAPPING.length, gaps: [] };
      expect(rest).toMatchObject(facts);
    },
  );

  check(
    "2.8-what-is-still-to-do",
    {
      points: 1,
      rationale: "The store's files hold transactions up to a point. Only the rest is still to do.",
      hints: ["An id up to `highestFinished` is skipped, and still counts for `highestId`."],
      needs: ["2.8-by-transaction"],
    },
    async ({ student }) => {
      const disk = await diskOf(OVERLAPPING);
      const idsAbove = async (highestFinished: number) => {
        const options = { fs: disk, highestFinished };
        const { committed, highestId } = await student.replayTransactions(PATH, options);
        return [[...committed.keys()], highestId];
      };
      expect(await idsAbove(3)).toEqual([[7, 5], 9]);
      expect(await idsAbove(5)).toEqual([[7], 9]);
      expect(await idsAbove(7)).toEqual([[], 9]);
    },
  );

  check(
    "2.8-into-a-memtable",
    {
      points: 1,
      rationale: "The state after a restart is the state that was committed.",
      hints: ["What the buffer gives, in the order it gives it, into the memtable."],
      needs: ["2.8-takes-effect-at-commit", "2.6-in-order", "2.7-memtable"],
    },
    async ({ student }) => {
      const before = [put("z", "before"), put("y", "before"), remove("y")];
      const disk = await diskOf([...before, ...OVERLAPPING]);
      const table = await new student.Memtable();
      const replayed = await student.replayInto(table, PATH, { fs: disk, chunkSize: 64 });
      const changes = [...before, put("d", "plain"), ...OF_7, ...OF_5];
      expect(await table.entries()).toEqual(stateAfter(changes));
      const facts = { kind: "clean", lastSequence: 14, highestId: 9, gaps: [] };
      expect(replayed).toMatchObject(facts);
    },
  );

  check(
    "2.8-across-a-snapshot",
    {
      points: 3,
      rationale:
        "It began before the snapshot and committed after it. Its first changes are in no snapshot, " +
        "and below every sequence you were going to look at.",
      hints: [
        "What counts is when it commits, not when it was logged.",
        "Replay from the start, into the buffer; into the memtable only what takes effect later.",
      ],
      needs: ["2.8-into-a-memtable"],
    },
    async ({ student }) => {
      const disk = await diskOf(OVERLAPPING);
      for (const after of [0, 4, 5, 7, 8, 10, 11]) {
        const table = await new student.Memtable();
        const other = put("other", "from elsewhere");
        for (const change of [...effectsOf(after), other]) await table.apply(change);
        const replayed = await student.replayInto(table, PATH, { fs: disk, after });
        const whole = stateAfter([...effectsOf(OVERLAPPING.length), other]);
        expect(await table.entries(), `with a snapshot of ${after}`).toEqual(whole);
        expect(replayed.highestId).toBe(9);
      }
    },
  );

  check(
    "2.8-snapshot-holds-it",
    {
      points: 1,
      rationale: "What the snapshot holds was overwritten since. Replaying it brings the old back.",
      hints: ["What took effect at or before `after` is not applied again."],
      needs: ["2.8-into-a-memtable"],
    },
    async ({ student }) => {
      const disk = await diskOf([
        put("a", "old"),
        within(1, put("b", "old")),
        commit(1),
        put("c", "new"),
      ]);
      const table = await new student.Memtable();
      for (const change of [put("a", "newer"), put("b", "newer")]) await table.apply(change);
      await student.replayInto(table, PATH, { fs: disk, after: 3 });
      const state = [put("a", "newer"), put("b", "newer"), put("c", "new")];
      expect(await table.entries()).toEqual(stateAfter(state));
      const beyond = student.replayInto(table, PATH, { fs: disk, after: 5 });
      await expect(beyond).rejects.toMatchObject({ code: "WAL_CORRUPTED", sequence: 5 });
    },
  );

  check(
    "2.8-whole-after-any-crash",
    {
      points: 3,
      rationale:
        "The power goes in the middle of a commit: all of it is there afterwards, or none.",
      hints: [
        "A transaction without its commit record has not happened, however much of it is there.",
      ],
      needs: ["2.8-into-a-memtable"],
    },
    async ({ crashes }) => {
      const steps = OVERLAPPING.map((_, index) => `record ${index + 1}`);
      await crashes({
        workload: async (disk, journal) => {
          const log = await LogFile.open(PATH, { fs: disk, sync: "manual" });
          for (const [index, step] of steps.entries()) {
            journal.attempt(step);
            await log.append(OVERLAPPING[index] as WalRecord);
            if (index % 4 === 3) await log.sync();
            if (index % 4 === 3) journal.acknowledge(step);
          }
        },
        recover: async (restarted, disk, journal) => {
          const table = await new restarted.Memtable();
          const promised = 4 * journal.acknowledged.length;
          const replayed = await restarted.replayInto(table, PATH, { fs: disk }).catch((error) => {
            if (promised === 0 && isGarbledCreation(disk, error)) return { lastSequence: 0 };
            throw error;
          });
          const { lastSequence } = replayed;
          expect(lastSequence, "records that are there").toBeGreaterThanOrEqual(promised);
          const state = stateAfter(effectsOf(lastSequence));
          expect(await table.entries(), `the state of ${lastSequence} records`).toEqual(state);
          return `the state of ${lastSequence} records`;
        },
      });
    },
  );
});
