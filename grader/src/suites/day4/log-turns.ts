import { describe, expect } from "vitest";
import { range } from "../day3/check.ts";
import { expectOneLog, record, segmentsOn } from "../day3/segments.ts";
import { check, gate, type Log, opened, roomFor, underWay } from "./check.ts";

describe("Exercise 4.2: in the order of the calls", () => {
  check(
    "4.2-call-order",
    {
      points: 3,
      rationale: "Whoever calls first comes first: in the file, in the sequence, in what resolves.",
      hints: [
        "Even an `await` before the queue lets another call overtake.",
        "An append that rotates is longer than one that does not. Nobody may pass it meanwhile.",
      ],
      needs: ["4.2-ten-by-a-hundred"],
    },
    async ({ interleavings, random }) => {
      await interleavings({
        exhaustiveUpTo: 8,
        runs: 8,
        run: async (start, disk, journal) => {
          const log = await opened(await start(), disk, roomFor(3));
          const records = range(1, 8).map(() => record(random));
          const resolved: number[] = [];
          const calls = records.map(async (each, index) => {
            journal.attempt(`append ${index + 1}`);
            const { sequence } = await log.append(each);
            journal.acknowledge(`append ${index + 1}`);
            resolved.push(sequence);
          });
          await Promise.all(calls);
          const found = expectOneLog(segmentsOn(disk));
          expect(found.map(({ key }) => key)).toEqual(records.map(({ key }) => key));
          expect(resolved, "the sequences, in the order in which appends resolve").toEqual(
            range(1, 8),
          );
        },
      });
    },
  );

  check(
    "4.2-rotate-in-turn",
    {
      points: 1,
      rationale:
        "An append that is caught between two segments lands in neither, or in the old one.",
      hints: ["`rotate` waits for its turn like an append, and appends wait for it."],
      needs: ["4.2-call-order"],
    },
    async ({ interleavings, random }) => {
      await interleavings({
        exhaustiveUpTo: 8,
        runs: 8,
        run: async (start, disk) => {
          const log = await opened(await start(), disk);
          const append = (): Promise<unknown> => log.append(record(random));
          await Promise.all([append(), append(), log.rotate(), append(), log.rotate(), append()]);
          const segments = segmentsOn(disk);
          expectOneLog(segments);
          const firsts = segments.map(({ header }) => header?.firstSequence);
          expect(firsts, "the first sequences of the segments").toEqual([1, 3, 4]);
        },
      });
    },
  );

  check(
    "4.2-replay-in-turn",
    {
      points: 2,
      rationale: "Whoever reads while another writes meets half a frame, and calls it damage.",
      hints: [
        "A replay sees the records of all appends that were called before it, and of none after.",
        "Let it wait for its turn; the calls after it wait until it has ended.",
      ],
      needs: ["4.2-call-order"],
    },
    async ({ interleavings, random }) => {
      await interleavings({
        exhaustiveUpTo: 8,
        runs: 8,
        run: async (start, disk) => {
          const log = await opened(await start(), disk, roomFor(2));
          const seen: number[] = [];
          const tail: number[] = [];
          const append = (): Promise<unknown> => log.append(record(random));
          await Promise.all([
            ...[append(), append(), append()],
            log.replay(({ sequence }) => void seen.push(sequence)),
            ...[append(), append()],
            log.replay(({ sequence }) => void tail.push(sequence), { after: 3 }),
            append(),
          ]);
          expect(seen, "the records of the first replay").toEqual([1, 2, 3]);
          expect(tail, "those of the second, after 3").toEqual([4, 5]);
        },
      });
    },
  );

  check(
    "4.2-checkpoint-in-turn",
    {
      points: 1,
      rationale:
        "A checkpoint beyond the last record is refused. Called behind it, it is not beyond.",
      hints: ["`setCheckpoint` waits for the appends that were called before it."],
      needs: ["4.2-call-order"],
    },
    async ({ interleavings, random }) => {
      await interleavings({
        exhaustiveUpTo: 6,
        runs: 6,
        run: async (start, disk) => {
          const log = await opened(await start(), disk, roomFor(2));
          const snapshots = [random.bytes(9), random.bytes(9)] as const;
          await Promise.all([
            log.append(record(random)),
            log.append(record(random)),
            log.setCheckpoint({ sequence: 2, snapshot: snapshots[0] }),
            log.append(record(random)),
            log.setCheckpoint({ sequence: 3, snapshot: snapshots[1] }),
          ]);
          expect(await log.checkpoint).toMatchObject({ sequence: 3, snapshot: snapshots[1] });
        },
      });
    },
  );

  check(
    "4.2-sync-covers-all-before",
    {
      points: 1,
      invariant: "O1",
      rationale: "A sync that overtakes an append promises what is not written yet.",
      hints: ["`sync` covers every append that was called before it: it waits for its turn."],
      needs: ["4.2-call-order"],
    },
    async ({ interleavings, random }) => {
      await interleavings({
        exhaustiveUpTo: 6,
        runs: 6,
        run: async (start, disk) => {
          const log = await opened(await start(), disk, { sync: "manual" });
          const appends = range(1, 3).map(() => log.append(record(random)));
          await log.sync();
          const off = disk.crash({ kind: "power", fates: "old" });
          expect(expectOneLog(segmentsOn(off)).length, "records that are durable").toBe(3);
          await Promise.all(appends);
        },
      });
    },
  );

  check(
    "4.2-clean-waits-for-nobody",
    {
      points: 1,
      rationale: "Removing old files takes its time. No append should pay for it, nor a reader.",
      hints: [
        "`clean` does not go through the queue: day 3 lets it run beside other calls.",
        "Only `close` has to know that it is under way.",
      ],
      needs: ["4.2-replay-in-turn"],
    },
    async ({ interleavings, random }) => {
      await interleavings({
        run: async (start, disk) => {
          const log = await opened(await start(), disk, roomFor(1));
          for (let index = 0; index < 4; index++) await log.append(record(random));
          await log.setCheckpoint({ sequence: 2 });
          const reader = gate();
          const replay = underWay(log.replay(() => reader.opened, { after: 3 }));
          expect((await log.clean()).length, "segments removed while a replay goes on").toBe(2);
          reader.open();
          await replay;
        },
      });
      await interleavings({
        runs: 4,
        run: async (start, disk) => {
          const log = await opened(await start(), disk, roomFor(1));
          for (let index = 0; index < 3; index++) await log.append(record(random));
          await log.setCheckpoint({ sequence: 2 });
          await Promise.all([log.clean(), log.append(record(random)), log.rotate()]);
          expect((await sequencesOf(log)).at(-1)).toBe(4);
          expect(expectOneLog(segmentsOn(disk)).map(({ sequence }) => sequence)).toEqual([3, 4]);
        },
      });
    },
  );

  check(
    "4.2-a-reader-fails",
    {
      points: 1,
      rationale: "A handler that fails stops its own replay, and nobody else's calls.",
      hints: ["A replay that rejects has had its turn. The queue goes on."],
      needs: ["4.2-replay-in-turn", "4.1-a-failure-is-its-own"],
    },
    async ({ interleavings, random }) => {
      await interleavings({
        run: async (start, disk) => {
          const log = await opened(await start(), disk);
          await log.append(record(random));
          const failure = new Error("The reader has had enough.");
          const replay = log.replay(() => Promise.reject(failure));
          await expect(replay).rejects.toBe(failure);
          expect(await log.append(record(random))).toMatchObject({ sequence: 2 });
          expect(await sequencesOf(log)).toEqual([1, 2]);
        },
      });
    },
  );
});

async function sequencesOf(log: Log): Promise<number[]> {
  const found: number[] = [];
  const { sequence } = await log.checkpoint;
  await log.replay(({ sequence: each }) => void found.push(each), { after: sequence });
  return found;
}
