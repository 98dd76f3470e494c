import type { WalRecord } from "@wal-labs/checksum";
import { LAST_OF_BATCH } from "@wal-labs/core";
import { SimDisk } from "@wal-labs/core/sim";
import { describe, expect } from "vitest";
import { range } from "../day3/check.ts";
import { expectOneLog, record, recordsOn, segmentsOn } from "../day3/segments.ts";
import { gate, underWay } from "../day4/check.ts";
import { Calls } from "./calls.ts";
import { check, codesOf, opened } from "./check.ts";

describe("Exercise 5.3: batches, and the other calls", () => {
  check(
    "5.3-batches-stay-together",
    {
      points: 2,
      rationale: "What belongs together must lie together: a crash cuts a log at one place.",
      hints: [
        "A batch is one caller in the waiting room, with several records.",
        "The last of them ends the batch: to the log it is one batch among others, not many.",
      ],
      needs: ["5.1-opens-and-continues"],
    },
    async ({ student, random }) => {
      const disk = new SimDisk();
      const log = await opened(student, disk);
      const sizes = [1, 3, 0, 5, 2, 1];
      const batches = sizes.map((size) => range(1, size).map(() => record(random)));
      const positions = await Promise.all(batches.map((each) => log.appendBatch(each)));
      const sequences = positions.map((each) => each.map(({ sequence }) => sequence));
      const expected = [[1], [2, 3, 4], [], [5, 6, 7, 8, 9], [10, 11], [12]];
      expect(sequences, "the sequences of each batch").toEqual(expected);
      const found = expectOneLog(segmentsOn(disk));
      expect(found.map(({ key }) => key)).toEqual(batches.flat().map(({ key }) => key));
      const ends = found.filter(({ flags }) => flags === LAST_OF_BATCH);
      expect(ends.map(({ sequence }) => sequence)).toEqual([1, 4, 9, 11, 12]);
    },
  );

  check(
    "5.3-batch-whole-or-not-at-all",
    {
      points: 2,
      rationale: "Half a batch is half a transfer: the money has left, and has not arrived.",
      hints: [
        "It is one batch also where it shares a write with others, and where it begins a segment.",
        "A limit must never cut through a batch.",
      ],
      needs: ["5.3-batches-stay-together", "5.1-survives-crashes"],
    },
    async ({ student, random, crashes }) => {
      const calls = new Calls(random, [{ size: 1 }, { size: 6 }, { size: 2 }, { size: 7 }]);
      const options = { segmentSize: 64 + 9 * 96 + 48, maxBatchRecords: 5, maxBatchBytes: 500 };
      await crashes({
        randomStates: 2,
        steps: calls.steps,
        workload: async (disk, journal, steps) => {
          const log = await opened(student, disk, options);
          await calls.run(log, journal, steps);
        },
        recover: async (restarted, disk, journal) => {
          await opened(restarted, disk, options);
          return `${calls.expectKept(disk, journal)} records`;
        },
      });
    },
  );

  check(
    "5.3-batch-with-a-bad-record",
    {
      points: 1,
      rationale:
        "A batch of which one record cannot be logged is not logged. The others do not care.",
      hints: ["Nothing of it is written, and it rejects for its own caller only."],
      needs: ["5.3-batches-stay-together", "5.1-refused-alone"],
    },
    async ({ student, random }) => {
      const disk = new SimDisk();
      const log = await opened(student, disk);
      const invalid: WalRecord = { type: "commit", transactionId: -1 };
      const ends = await codesOf([
        log.append(record(random)),
        log.appendBatch([record(random), record(random), invalid]),
        log.appendBatch([record(random), record(random)]),
        log.append(invalid),
        log.append(record(random)),
      ]);
      const no = "WAL_INVALID_ARGUMENT";
      expect(ends, "how the callers fare").toEqual(["done", no, "done", no, "done"]);
      const sequences = expectOneLog(segmentsOn(disk)).map(({ sequence }) => sequence);
      expect(sequences, "the sequences on the disk").toEqual(range(1, 4));
    },
  );

  check(
    "5.3-rotate-in-turn",
    {
      points: 1,
      rationale: "Rotate means: what came before in this segment, what comes after in the next.",
      hints: ["Wait until all that was appended before is written; then let the log rotate."],
      needs: ["5.1-call-order"],
    },
    async ({ interleavings, random }) => {
      await interleavings({
        exhaustiveUpTo: 10,
        runs: 5,
        run: async (start, disk) => {
          const log = await opened(await start(), disk, { maxBatchRecords: 2 });
          const before = range(1, 5).map(() => underWay(log.append(record(random))));
          await log.rotate();
          const after = log.append(record(random));
          await Promise.all([...before, after]);
          await Promise.all([log.rotate(), log.append(record(random))]);
          const segments = segmentsOn(disk);
          const found = expectOneLog(segments).map(({ sequence }) => sequence);
          expect(found).toEqual(range(1, 7));
          const firsts = segments.map(({ header }) => header?.firstSequence);
          expect(firsts.slice(0, 2), "the first sequences of the segments").toEqual([1, 6]);
        },
      });
    },
  );

  check(
    "5.3-replay-in-turn",
    {
      points: 1,
      rationale: "Who has called append before expects to see it.",
      hints: [
        "A replay gives all that was appended before it: wait until that is written.",
        "A replay waits its turn: never read a segment while it is being written.",
      ],
      needs: ["5.1-call-order"],
    },
    async ({ interleavings, random }) => {
      await interleavings({
        exhaustiveUpTo: 10,
        runs: 5,
        run: async (start, disk) => {
          const log = await opened(await start(), disk, { maxBatchRecords: 2 });
          const append = (): Promise<unknown> => underWay(log.append(record(random)));
          const before = range(1, 5).map(append);
          const seen: number[] = [];
          const tail: number[] = [];
          await Promise.all([
            log.replay(({ sequence }) => void seen.push(sequence)),
            log.replay(({ sequence }) => void tail.push(sequence), { after: 3 }),
            append(),
          ]);
          expect(seen.slice(0, 5), "what was appended before the replay").toEqual(range(1, 5));
          expect(tail.slice(0, 2), "of that, after 3").toEqual([4, 5]);
          await Promise.all(before);
          expect(expectOneLog(segmentsOn(disk)).length).toBe(6);
        },
      });
    },
  );

  check(
    "5.3-checkpoint-and-clean",
    {
      points: 1,
      rationale: "A checkpoint beyond the last record is refused. Behind it, it is not beyond.",
      hints: [
        "`setCheckpoint` waits for the appends that were called before it.",
        "`clean` waits for nobody, not even for a reader.",
      ],
      needs: ["5.3-rotate-in-turn", "5.3-replay-in-turn"],
    },
    async ({ interleavings, random }) => {
      await interleavings({
        exhaustiveUpTo: 2,
        runs: 3,
        run: async (start, disk) => {
          const log = await opened(await start(), disk, { segmentSize: 64 + 96 + 48 });
          const appends = range(1, 4).map(() => underWay(log.append(record(random))));
          await log.setCheckpoint({ sequence: 2, snapshot: random.bytes(9) });
          await Promise.all(appends);
          expect(await log.checkpoint).toMatchObject({ sequence: 2 });
          const [entered, reader] = [gate(), gate()];
          const read = (): Promise<void> => {
            entered.open();
            return reader.opened;
          };
          const replay = underWay(log.replay(read, { after: 3 }));
          await entered.opened;
          expect((await log.clean()).length, "segments removed while a replay goes on").toBe(2);
          reader.open();
          await replay;
          await Promise.all([log.clean(), log.append(record(random))]);
          expect(recordsOn(disk).map(({ sequence }) => sequence)).toEqual([3, 4, 5]);
        },
      });
    },
  );

  check(
    "5.3-continues-after-crashes",
    {
      points: 1,
      rationale: "The next one who opens the log goes on where it ends, and shares syncs again.",
      hints: ["Whatever the room counts begins at nothing when a log is opened."],
      needs: ["5.1-survives-crashes"],
    },
    async ({ student, restart, random }) => {
      let disk = new SimDisk();
      for (let life = 0; life < 4; life++) {
        const log = await opened(life % 2 === 0 ? student : await restart(), disk);
        const sequences = await Promise.all(range(1, 5).map(() => log.append(record(random))));
        const expected = range(5 * life + 1, 5 * life + 5);
        expect(sequences.map(({ sequence }) => sequence)).toEqual(expected);
        disk = disk.crash({ kind: "power", fates: "old" });
      }
      expect(expectOneLog(segmentsOn(disk)).length).toBe(20);
    },
  );
});
