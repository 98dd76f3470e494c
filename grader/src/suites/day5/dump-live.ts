import type { DumpOptions } from "@wal-labs/batching";
import type { SimDisk } from "@wal-labs/core/sim";
import { describe, expect } from "vitest";
import { pathOf, range } from "../day3/check.ts";
import { diskOf } from "../day3/forged-segments.ts";
import { record } from "../day3/segments.ts";
import { underWay } from "../day4/check.ts";
import { check, type Day5, opened, watch } from "./check.ts";
import { expectOnlyRead, sequencesOf } from "./dumped.ts";
import { alone, type Forged, forgedFile, overwrite } from "./forged-records.ts";
import { growingLog } from "./growing.ts";

describe("Exercise 5.6: dump, beside a writer", () => {
  check(
    "5.6-beside-a-writer",
    {
      points: 2,
      rationale: "One looks into a log while it is being written. Half a frame is no news then.",
      hints: [
        "A batch that is being written is a torn tail. Damage must be there at a second look.",
        "A segment may get a successor, or be removed by a cleaner, while you read.",
      ],
      needs: ["5.6-torn-tail", "5.6-segments"],
    },
    async ({ student, interleavings, random }) => {
      for (let read = 1, hasGrown = true; hasGrown; read++) {
        const growing = growingLog(random, read);
        const found = await sequencesOf(student, growing.disk);
        expect(found.slice(0, 3), `of a log that grows before read ${read}`).toEqual([1, 2, 3]);
        expect(found, "without a hole").toEqual(range(1, found.length));
        hasGrown = growing.hasGrown();
      }
      await interleavings({
        runs: 4,
        run: async (start, disk) => {
          const student = await start();
          const log = await opened(student, disk, { segmentSize: 64 + 3 * 96 + 48 });
          const batch = (size: number) => log.appendBatch(range(1, size).map(() => record(random)));
          await batch(2);
          const calls = [batch(3), batch(1), batch(2), log.setCheckpoint({ sequence: 2 })];
          const cleaning = underWay(Promise.all(calls).then(() => log.clean()));
          const found = await sequencesOf(student, disk);
          await cleaning;
          const [first = 1, last = 2] = [found[0], found.at(-1)];
          expect([1, 3, 6], "where a dump may begin").toContain(first);
          expect([2, 5, 6, 8], "where batches end").toContain(last);
          expect(found, "without a hole").toEqual(range(first, last));
          expect(await sequencesOf(student, disk)).toEqual(range(3, 8));
        },
      });
    },
  );

  check(
    "5.6-follow",
    {
      points: 2,
      rationale: "What is the log doing now? `--follow` shows it, as it comes.",
      hints: [
        "At the end of the last segment, wait `intervalMs`, and look again from where you were.",
        "A batch is shown when all of it is there. A new segment: go on with it, when this one is done.",
        "Remember how far you have come: never show a record twice.",
      ],
      needs: ["5.6-beside-a-writer"],
    },
    async ({ student, settle, random }) => {
      const disk = diskOf([forgedFile(alone([record(random), record(random)]))]);
      const { seen, ended, controller, hasEnded } = following(student, disk, { intervalMs: 50 });
      await settle();
      if (hasEnded()) await ended;
      expect(seen, "what is there at first").toEqual([1, 2]);
      const records: Forged[] = alone(range(1, 3).map(() => record(random)));
      const half = { record: record(random), isLast: false };
      const look = () => disk.clock.advance(51, settle);
      await overwrite(disk, forgedFile([...records.slice(0, 2), half]));
      await look();
      expect(seen, "while a batch is there in part").toEqual([1, 2]);
      const whole = [...records.slice(0, 2), half, records[2] as Forged];
      await overwrite(disk, forgedFile(whole));
      await look();
      expect(seen, "when it is there").toEqual(range(1, 4));
      await overwrite(disk, forgedFile([...whole, ...alone([record(random)])], { sealed: true }));
      const next = forgedFile(alone([record(random)]), { number: 2, firstSequence: 6 });
      disk.writeFile(pathOf(2), next.bytes);
      await look();
      await look();
      expect(seen, "after a rotation").toEqual(range(1, 6));
      controller.abort();
      await ended;
      await settle();
      expect(disk.clock.pendingTimers, "timers").toBe(0);
      expect(disk.openHandles, "files left open").toBe(0);
    },
  );

  check(
    "5.6-follow-ends",
    {
      points: 1,
      rationale:
        "Whoever follows must be able to stop: by a signal, at a record, or by walking away.",
      hints: [
        "With `to`, it ends with that record, and does not wait for one more.",
        "An abort ends the pause at once, without an error: clear the timer, close the file.",
      ],
      needs: ["5.6-follow"],
    },
    async ({ student, settle, random }) => {
      const file = forgedFile(alone(range(1, 4).map(() => record(random))));
      const disk = diskOf([file]);
      const { digest } = disk;
      const limited = following(student, disk, { to: 3 });
      await settle();
      expect(limited.hasEnded(), "it has ended with 3").toBe(true);
      await limited.ended;
      expect(limited.seen, "up to 3").toEqual([1, 2, 3]);
      const skipped = following(student, disk, { to: 4, type: "ack" });
      await settle();
      expect(skipped.hasEnded(), "it has ended with 4, which is of another type").toBe(true);
      await skipped.ended;
      expect(skipped.seen, "of another type, up to 4").toEqual([]);
      const startMs = disk.clock.now();
      const aborted = following(student, disk, { intervalMs: 60_000 });
      await settle();
      aborted.controller.abort();
      await settle();
      expect(aborted.hasEnded(), "it has ended with the abort").toBe(true);
      await aborted.ended;
      expect(disk.clock.now() - startMs, "milliseconds until an abort").toBeLessThan(60_000);
      for await (const { sequence } of student.dump("/wal", { fs: disk, follow: true })) {
        if (sequence === 4) break;
      }
      await settle();
      expect(disk.clock.pendingTimers, "timers").toBe(0);
      expectOnlyRead(disk, { digest });
    },
  );

  check(
    "5.6-follow-a-cleaned-log",
    {
      points: 1,
      rationale:
        "A cleaner that is quicker than the reader leaves a hole in what is shown, not an error.",
      hints: [
        "Where the next segment has gone, and all before it, go on with the oldest that is there.",
      ],
      needs: ["5.6-follow"],
    },
    async ({ student, settle, random }) => {
      const file = (number: number, firstSequence: number, sealed: boolean) =>
        forgedFile(alone([record(random), record(random)]), { number, firstSequence, sealed });
      const disk = diskOf([file(1, 1, true)]);
      const { seen, ended, controller } = following(student, disk, { intervalMs: 50 });
      await settle();
      await disk.unlink(pathOf(1));
      disk.writeFile(pathOf(4), file(4, 11, false).bytes);
      for (let looks = 0; looks < 3; looks++) await disk.clock.advance(51, settle);
      controller.abort();
      await ended;
      expect(seen, "before and after the cleaner").toEqual([1, 2, 11, 12]);
      expect(disk.openHandles, "files left open").toBe(0);
    },
  );
});

/** Follows a log from here: what it shows, and how it ends. */
function following({ dump }: Day5, disk: SimDisk, options: DumpOptions = {}) {
  const controller = new AbortController();
  const seen: number[] = [];
  const follow = async (): Promise<void> => {
    const { signal } = controller;
    const records = dump("/wal", { fs: disk, follow: true, signal, ...options });
    for await (const { sequence } of records) seen.push(sequence);
  };
  const ended = underWay(follow());
  const watched = watch(ended);
  return { controller, seen, ended, hasEnded: () => watched.isOver };
}
