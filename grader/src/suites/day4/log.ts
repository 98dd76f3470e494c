import { LAST_OF_BATCH } from "@wal-labs/core";
import { SimDisk } from "@wal-labs/core/sim";
import { describe, expect } from "vitest";
import { DIRECTORY, range } from "../day3/check.ts";
import { expectOneLog, record, recordsOn, segmentsOn } from "../day3/segments.ts";
import { check, opened, roomFor } from "./check.ts";

describe("Exercise 4.2: one log for many callers", () => {
  check(
    "4.2-opens-and-continues",
    {
      points: 1,
      rationale: "It is the log of day 3, with a queue before it: nothing of it may be lost.",
      hints: [
        "Create the directory unless it is there, lock it, open a `SegmentedLog` in it.",
        "Each call goes to that log, with the same arguments, and gives what it gives.",
      ],
      needs: ["4.1-results"],
    },
    async ({ student, restart, random }) => {
      for (const isThere of [false, true]) {
        const disk = new SimDisk();
        if (isThere) await disk.mkdir(DIRECTORY);
        const log = await opened(student, disk, roomFor(4));
        expect(await log.lastSequence).toBe(0);
        const [first, second, third] = [record(random), record(random), record(random)];
        const name = segmentsOn(disk)[0]?.name;
        const position = { segment: name, sequence: 1, offset: 64, size: 96 };
        expect(await log.append(first)).toEqual(position);
        expect(await log.appendBatch([second, third])).toMatchObject([
          { sequence: 2 },
          { sequence: 3 },
        ]);
        await log.close();
        const again = await opened(await restart(), disk, roomFor(4));
        expect(await again.lastSequence).toBe(3);
        expect(await again.append(record(random))).toMatchObject({ sequence: 4 });
        const keys = expectOneLog(segmentsOn(disk)).map(({ key }) => key);
        expect(keys.slice(0, 3)).toEqual([first, second, third].map(({ key }) => key));
      }
    },
  );

  check(
    "4.2-what-it-knows",
    {
      points: 1,
      rationale: "Whoever reports on a log asks it in any state, at any time.",
      hints: ["`lastSequence`, `segments` and `checkpoint` do not wait, and never throw."],
      needs: ["4.2-opens-and-continues"],
    },
    async ({ student, random }) => {
      const disk = new SimDisk();
      const log = await opened(student, disk, roomFor(2));
      for (let index = 0; index < 5; index++) await log.append(record(random));
      const snapshot = random.bytes(20);
      await log.setCheckpoint({ sequence: 3, highestFinished: 7, snapshot });
      const names = segmentsOn(disk).map(({ name }) => name);
      for (const state of ["open", "closed"]) {
        expect(await log.lastSequence, `lastSequence, ${state}`).toBe(5);
        const segments = await log.segments;
        expect(
          segments.map(({ name }) => name),
          state,
        ).toEqual(names);
        const checkpoint = { sequence: 3, highestFinished: 7, snapshot };
        expect(await log.checkpoint, state).toMatchObject(checkpoint);
        await log.close();
      }
    },
  );

  check(
    "4.2-ten-by-a-hundred",
    {
      points: 4,
      rationale: "Ten tasks append a hundred records each, and none waits for another.",
      hints: [
        "A sequence that is chosen before an `await` and counted after it is chosen twice.",
        "One queue for all calls: `run` of exercise 4.1.",
      ],
      needs: ["4.2-opens-and-continues", "4.1-one-at-a-time"],
    },
    async ({ student, random }) => {
      const disk = new SimDisk();
      const log = await opened(student, disk, { sync: "manual", segmentSize: 32 * 1024 });
      const keysBySequence = new Map<number, Uint8Array>();
      const task = async (): Promise<void> => {
        for (let index = 0; index < 100; index++) {
          const each = record(random);
          const { sequence } = await log.append(each);
          expect(keysBySequence.has(sequence), `sequence ${sequence} given twice`).toBe(false);
          keysBySequence.set(sequence, each.key);
        }
      };
      await Promise.all(range(1, 10).map(task));
      const found = expectOneLog(segmentsOn(disk));
      expect(found.map(({ sequence }) => sequence)).toEqual(range(1, 1000));
      const keys = range(1, 1000).map((sequence) => keysBySequence.get(sequence));
      expect(found.map(({ key }) => key)).toEqual(keys);
      expect(await log.lastSequence).toBe(1000);
    },
  );

  check(
    "4.2-batches-stay-together",
    {
      points: 1,
      rationale: "What belongs together must lie together: a crash cuts a log at one place.",
      hints: [
        "A batch is one call, and one turn in the queue: not one for each of its records.",
        "`appendAll` of day 3 does it. Its outcome is the batch's.",
      ],
      needs: ["4.2-opens-and-continues", "4.1-one-at-a-time"],
    },
    async ({ interleavings, random }) => {
      await interleavings({
        exhaustiveUpTo: 6,
        runs: 6,
        run: async (start, disk) => {
          const log = await opened(await start(), disk);
          const [one, three, five, two] = [1, 3, 5, 2].map((count) =>
            range(1, count).map(() => record(random)),
          ) as [Put[], Put[], Put[], Put[]];
          const [first] = one as [Put];
          const calls = [
            log.append(first).then((position) => [position]),
            log.appendBatch(three),
            log.appendBatch([]),
            log.appendBatch(five),
            log.appendAll([two, one]).then(flat),
          ];
          const positions = await Promise.all(calls);
          const sequences = positions.map((each) => each.map(({ sequence }) => sequence));
          const expected = [[1], [2, 3, 4], [], [5, 6, 7, 8, 9], [10, 11, 12]];
          expect(sequences).toEqual(expected);
          const found = expectOneLog(segmentsOn(disk));
          const keys = [one, three, five, two, one].flat().map(({ key }) => key);
          expect(found.map(({ key }) => key)).toEqual(keys);
          const ends = found.filter(({ flags }) => flags === LAST_OF_BATCH);
          expect(ends.map(({ sequence }) => sequence)).toEqual([1, 4, 9, 11, 12]);
        },
      });
    },
  );

  check(
    "4.2-refused-alone",
    {
      points: 1,
      rationale: "One caller's mistake is no reason to disturb the others.",
      hints: [
        "A record that cannot be logged rejects for its caller. The log stays open.",
        "Of a batch with such a record nothing is written; `appendAll` says it in the outcome.",
      ],
      needs: ["4.2-batches-stay-together", "4.1-a-failure-is-its-own"],
    },
    async ({ interleavings, random }) => {
      await interleavings({
        run: async (start, disk) => {
          const log = await opened(await start(), disk, roomFor(4));
          const invalid = { type: "commit", transactionId: 0 } as const;
          const large = { ...record(random), value: random.bytes(4000) };
          const ends = await Promise.allSettled([
            log.append(record(random)),
            log.append(invalid),
            log.append(record(random)),
            log.append(large),
            log.appendBatch([record(random), invalid, record(random)]),
            log.append(record(random)),
          ]);
          const codes = ends.map((end) =>
            end.status === "fulfilled" ? end.value : end.reason.code,
          );
          expect(codes).toMatchObject([
            { sequence: 1 },
            "WAL_INVALID_ARGUMENT",
            { sequence: 2 },
            "WAL_TOO_LARGE",
            "WAL_INVALID_ARGUMENT",
            { sequence: 3 },
          ]);
          const outcomes = await log.appendAll([[invalid], [record(random)]]);
          const refused = { status: "rejected", reason: { code: "WAL_INVALID_ARGUMENT" } };
          const taken = { status: "fulfilled", value: [{ sequence: 4 }] };
          expect(outcomes).toMatchObject([refused, taken]);
          expect(recordsOn(disk).length, "records on the disk").toBe(4);
          expectOneLog(segmentsOn(disk));
        },
      });
    },
  );
});

type Put = ReturnType<typeof record>;

function flat(
  outcomes: readonly PromiseSettledResult<readonly { readonly sequence: number }[]>[],
): readonly { readonly sequence: number }[] {
  return outcomes.flatMap((each) => (each.status === "fulfilled" ? each.value : []));
}
