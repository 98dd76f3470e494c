import { type Random, SimDisk } from "@wal-labs/core/sim";
import { describe, expect } from "vitest";
import { range } from "../day3/check.ts";
import { expectOneLog, record, recordsOn, segmentsOn } from "../day3/segments.ts";
import { startWithCallers } from "./callers.ts";
import { check, type Day5, opened } from "./check.ts";
import { type Traffic, watched } from "./watched.ts";

/** What some appenders reach together on the disk of the chapters. */
interface Speed extends Traffic {
  readonly records: number;
  /** Of virtual time: the same on every machine. */
  readonly perSecond: number;
}

describe("Exercise 5.1: what it is worth", () => {
  check(
    "5.1-five-times-faster",
    {
      points: 4,
      rationale:
        "Ten who append all the time: at least five times what one sync for each record allows.",
      hints: [
        "The disk syncs 200 times a second, whatever is in it. How many records share a sync?",
        "Count the batches of ten appenders. If they come in two crowds that take turns, half is lost.",
      ],
      needs: ["5.1-ten-by-a-hundred"],
    },
    async ({ student, random, measured }) => {
      const unbatched = await unbatchedPerSecond(random);
      const ten = await speedOf(student, random, 10, 20);
      expect(ten.perSecond, "events a second, ten appenders").toBeGreaterThan(200);
      const times = ten.perSecond / unbatched;
      expect(times, "times what a sync for each record gives").toBeGreaterThanOrEqual(5);
      const many = await speedOf(student, random, 64, 6);
      const more = many.perSecond / unbatched;
      expect(more, "the same with 64 appenders").toBeGreaterThanOrEqual(25);
      const unit = "a virtual second";
      measured({ name: "appends of 10 callers", value: Math.round(ten.perSecond), unit });
      measured({ name: "appends of 64 callers", value: Math.round(many.perSecond), unit });
    },
  );

  check(
    "5.1-gathers",
    {
      points: 2,
      rationale:
        "Those who were just told append again at once. Without them, two crowds take turns, and each " +
        "batch is half as large.",
      hints: [
        "Before you take a batch, let everyone in who is about to come: they run in microtasks.",
        "`await undefined` lets them go first. They may await through functions of their own.",
        "Let them in again as long as somebody new has come.",
      ],
      needs: ["5.1-ten-by-a-hundred"],
    },
    async () => {
      const student = await startWithCallers();
      const disk = new SimDisk();
      const log = await opened(student, disk);
      const traffic = watched(disk);
      await student.callAgain(log, 10, 15);
      expect(expectOneLog(segmentsOn(disk)).length, "records on the disk").toBe(150);
      const { syncs } = traffic();
      expect(syncs, "syncs for 15 appends by each of ten callers").toBeLessThanOrEqual(19);
    },
  );

  check(
    "5.1-work-per-append",
    {
      points: 1,
      rationale:
        "Fast is what does little. Syncs and bytes can be counted, on every machine alike.",
      hints: [
        "A record is written once. What was written needs no second write to become durable.",
        "With one appender each append has its own sync; with 64, each sync has many appends.",
      ],
      needs: ["5.1-ten-by-a-hundred"],
    },
    async ({ student, random }) => {
      for (const [appenders, perSync] of [
        [1, 1],
        [10, 5],
        [64, 25],
      ] as const) {
        const { syncs, writes, bytes, records } = await speedOf(student, random, appenders, 6);
        const who = `with ${appenders} appenders`;
        expect(records / syncs, `records for each sync, ${who}`).toBeGreaterThanOrEqual(perSync);
        expect(records / writes, `records for each write, ${who}`).toBeGreaterThanOrEqual(perSync);
        expect(bytes / (records * 96), `bytes written for each byte of frames, ${who}`).toBe(1);
      }
    },
  );
});

/** Appenders that append again as soon as they are answered, from an idle log on. */
async function speedOf(
  student: Day5,
  random: Random,
  appenders: number,
  each: number,
): Promise<Speed> {
  const disk = new SimDisk();
  const log = await opened(student, disk, { segmentSize: 1 << 20 });
  const [traffic, startMs] = [watched(disk), disk.clock.now()];
  const appender = async (): Promise<void> => {
    for (let index = 0; index < each; index++) await log.append(record(random));
  };
  await Promise.all(range(1, appenders).map(appender));
  const seconds = (disk.clock.now() - startMs) / 1000;
  const records = recordsOn(disk).length;
  expect(records, "records on the disk").toBe(appenders * each);
  return { ...traffic(), records, perSecond: records / seconds };
}

/** The same disk, and each record written and synced for itself. */
async function unbatchedPerSecond(random: Random): Promise<number> {
  const disk = new SimDisk();
  const handle = await disk.open("/unbatched", "w+");
  const startMs = disk.clock.now();
  for (let index = 0; index < 20; index++) {
    await handle.write(random.bytes(96), 0, 96, index * 96);
    await handle.datasync();
  }
  return 20 / ((disk.clock.now() - startMs) / 1000);
}
