import { ANY_SYNC, SimDisk } from "@wal-labs/core/sim";
import { describe, expect } from "vitest";
import { range } from "../day3/check.ts";
import { expectOneLog, record, segmentsOn } from "../day3/segments.ts";
import { underWay } from "../day4/check.ts";
import { check, codesOf, type Log, opened } from "./check.ts";
import { HeldSyncs } from "./watched.ts";

/** Room for four records and a bit: the fifth makes it full. */
const OPTIONS = { maxQueueBytes: 4 * 96 + 10 };

describe("Exercise 5.2: when too much waits", () => {
  check(
    "5.2-busy",
    {
      points: 2,
      rationale: "A queue without an end hides a slow disk until the memory is used up.",
      hints: [
        "Count the bytes that wait. Where they are more than `maxQueueBytes`, reject with `WAL_BUSY`.",
        "Of a refused append nothing is kept: it takes no place, no sequence and no byte.",
        "What is full is the queue. It is full of others' bytes: one large record may go in.",
      ],
      needs: ["5.1-late-ones-share-the-next"],
    },
    async ({ student, settle, random }) => {
      const disk = new SimDisk();
      const log = await opened(student, disk, OPTIONS);
      const held = new HeldSyncs(disk);
      const accepted = new Map<Uint8Array, Promise<unknown>>();
      const codes: unknown[] = [];
      for (let index = 0; index < 12; index++) {
        const each = record(random);
        const call = underWay(log.append(each));
        const busy = call.catch((error) => void codes.push(error.code));
        await settle();
        if (codes.length === 0) accepted.set(each.key, call);
        else await busy;
      }
      expect([...new Set(codes)], "what the refused ones are told").toEqual(["WAL_BUSY"]);
      const what = "appends that are taken: one on its way, and what fits in the queue";
      expect(accepted.size, what).toBe(6);
      held.end();
      await Promise.all(accepted.values());
      await log.append(record(random));
      const keys = expectOneLog(segmentsOn(disk)).map(({ key }) => key);
      expect(keys.slice(0, -1)).toEqual([...accepted.keys()]);
      expect(keys.length, "records on the disk").toBe(accepted.size + 1);
      const large = { ...record(random), value: random.bytes(4000) };
      expect(await codesOf([log.append(large)]), "a large record, when nobody waits").toEqual([
        "done",
      ]);
    },
  );

  check(
    "5.2-others-are-not-busy",
    {
      points: 1,
      rationale: "Sync and flush bring no bytes. They are what makes room.",
      hints: ["Only appends are refused. `flush`, `sync`, `rotate`, `close` never are."],
      needs: ["5.2-busy"],
    },
    async ({ student, settle, random }) => {
      const disk = new SimDisk();
      const log = await opened(student, disk, OPTIONS);
      const held = new HeldSyncs(disk);
      const appends = await fill(log, random, settle);
      const [refused] = await codesOf([log.appendBatch([record(random)])]);
      expect(refused, "a batch, when it is full").toBe("WAL_BUSY");
      const calls = codesOf([log.flush(), log.sync(), log.rotate(), log.close()]);
      await settle();
      held.end();
      expect(await calls, "flush, sync, rotate and close").toEqual(Array(4).fill("done"));
      expect(new Set(await codesOf(appends)), "the appends before them").toEqual(new Set(["done"]));
      expect(disk.openHandles, "files left open").toBe(0);
    },
  );

  check(
    "5.2-room",
    {
      points: 2,
      rationale:
        "Whoever was refused needs to know when to come again, without asking all the time.",
      hints: [
        "`room` resolves at once while there is room, else when a batch has left.",
        "Wake who waits for room after each batch, and let it look again: there may be none yet.",
      ],
      needs: ["5.2-busy"],
    },
    async ({ student, settle, random }) => {
      const disk = new SimDisk();
      const log = await opened(student, disk, OPTIONS);
      await log.room();
      const held = new HeldSyncs(disk);
      const calls = await fill(log, random, settle);
      let entered = 0;
      const outside = range(1, 3).map(() => log.room().then(() => void entered++));
      await settle();
      expect(entered, "those for whom there is room, while it is full").toBe(0);
      held.end();
      await settle();
      expect(entered, "those for whom there is room, when all is written").toBe(3);
      await Promise.all([...outside, ...calls]);
      expect(await codesOf([log.append(record(random))])).toEqual(["done"]);
      await log.room();
    },
  );

  check(
    "5.2-nothing-lost-or-double",
    {
      points: 2,
      rationale: "Under pressure, each append is taken once or refused. There is nothing between.",
      hints: [
        "`room`, then append; and when somebody else was quicker, `room` again.",
        "Whoever waits for room and is never woken waits for ever.",
      ],
      needs: ["5.2-room"],
    },
    async ({ interleavings, random }) => {
      await interleavings({
        exhaustiveUpTo: 3,
        runs: 3,
        run: async (start, disk, journal) => {
          const log = await opened(await start(), disk, { ...OPTIONS, maxBatchRecords: 2 });
          const records = range(1, 20).map(() => record(random));
          const insist = async (each: (typeof records)[number], index: number): Promise<number> => {
            journal.attempt(`append ${index + 1}`);
            for (;;) {
              await log.room();
              const [end] = await Promise.allSettled([log.append(each)]);
              if (end?.status === "rejected" && end.reason.code !== "WAL_BUSY") throw end.reason;
              if (end?.status !== "fulfilled") continue;
              journal.acknowledge(`append ${index + 1}`);
              return end.value.sequence;
            }
          };
          const sequences = await Promise.all(records.map(insist));
          const found = expectOneLog(segmentsOn(disk));
          expect(found.length, "records on the disk").toBe(20);
          for (const [index, { key }] of records.entries()) {
            expect(found[(sequences[index] ?? 0) - 1]?.key).toEqual(key);
          }
        },
      });
    },
  );

  check(
    "5.2-room-after-a-failure",
    {
      points: 1,
      invariant: "O7",
      rationale: "A failed log is no reason to keep people waiting at the door.",
      hints: ["Those who wait for room are woken after each batch, however it ended."],
      needs: ["5.2-room", "5.1-failed-for-all"],
    },
    async ({ interleavings, random }) => {
      await interleavings({
        run: async (start, disk, journal) => {
          const log = await opened(await start(), disk, OPTIONS);
          disk.inject({ kind: ANY_SYNC }, { kind: "sync-failure", mode: "clean" });
          const first = underWay(log.append(record(random)));
          await log.lastSequence;
          const others = range(1, 5).map(() => underWay(log.append(record(random))));
          journal.attempt("room");
          await log.room();
          journal.acknowledge("room");
          const ends = await codesOf([first, ...others]);
          expect(ends, "how the appends end").not.toContain("done");
        },
      });
    },
  );
});

/** Appends, one after the other, until one is refused. Gives those that were taken. */
async function fill(
  log: Log,
  random: Parameters<typeof record>[0],
  settle: () => Promise<void>,
): Promise<Promise<unknown>[]> {
  const calls: Promise<unknown>[] = [];
  let isFull = false;
  while (!isFull && calls.length < 20) {
    const call = underWay(log.append(record(random)));
    call.catch(() => {
      isFull = true;
    });
    await settle();
    if (!isFull) calls.push(call);
  }
  expect(isFull, "an append is refused at last").toBe(true);
  return calls;
}
