import { describe, expect } from "vitest";
import { frame, joined, seal } from "../forged-log.ts";
import { pipelined } from "../pipelined.ts";
import { check, damagedAt, diskWith, fileOf, logOf, opened, putFrame, range } from "./check.ts";

/** A later frame that shows nothing to have been durable. */
const UNSYNCED = { syncedWatermark: 0 };

describe("Exercise 2.3: frames behind damage", () => {
  check(
    "2.3-finds-what-follows",
    {
      points: 2,
      rationale: "What follows the damage is the only witness of what was there.",
      hints: [
        "From `end` on, look at each multiple of 8: does a frame start there that verifies?",
        "L is the largest watermark of all that you find, not of the first or the last.",
      ],
      needs: ["2.4-sound-logs"],
    },
    async ({ student, random }) => {
      const watermarks = [3, 5, 4].map((syncedWatermark, index) =>
        putFrame(random, 6 + index, { syncedWatermark }),
      );
      const gone = new Uint8Array(96).map(() => 1 + random.below(255));
      const bytes = logOf(putFrame(random, 1), gone, ...watermarks);
      const found = await student.diagnose(await fileOf(bytes));
      const facts = { kind: "corrupt", lastSequence: 1, durableSequence: 5, tail: "damage" };
      expect(found).toMatchObject(facts);
    },
  );

  check(
    "2.3-wherever-it-starts",
    {
      points: 2,
      rationale: "A damaged size does not say where the next frame begins. Nothing does.",
      hints: [
        "Go on by 8 bytes where there is no frame, and by the frame's size where there is one.",
        "A frame that the chunk ends in is not there yet: ask the window for all of it.",
      ],
      needs: ["2.4-sound-logs"],
    },
    async ({ student, random }) => {
      const last = putFrame(random, 9, { value: random.bytes(150) });
      const gaps = range(1, 60);
      const found = await pipelined(gaps, async (eighths) => {
        const gone = new Uint8Array(8 * eighths).map(() => 1 + random.below(255));
        const bytes = logOf(gone, last);
        return student.diagnose(await fileOf(bytes), { chunkSize: 128 });
      });
      const missed = gaps.filter((_, index) => found[index]?.durableSequence !== 8);
      expect(missed, "eighths of damage behind which the frame was not found").toEqual([]);
    },
  );

  check(
    "2.3-not-in-a-value",
    {
      points: 2,
      rationale: "A backup of a log, stored as a value in a log, is not a part of that log.",
      hints: [
        "When you have found a frame, go on behind all of it: what its value holds is not searched.",
      ],
      needs: ["2.3-finds-what-follows"],
    },
    async ({ student, random }) => {
      const inner = putFrame(random, 90, { syncedWatermark: 80 });
      const value = joined(inner, seal(91));
      const outer = frame({ sequence: 3, ...UNSYNCED, key: random.bytes(8), value });
      const torn = damagedAt(putFrame(random, 2), 50);
      for (const chunkSize of [undefined, 64]) {
        const handle = await fileOf(logOf(putFrame(random, 1), torn, outer));
        const found = await student.diagnose(handle, { chunkSize });
        expect(found).toMatchObject({ kind: "torn", lastSequence: 1, durableSequence: 0 });
      }
    },
  );

  check(
    "2.3-not-of-another-life",
    {
      points: 1,
      rationale:
        "The salt is there for this: frames of an earlier file at this place never verify.",
      hints: ["`verify` takes the salt of this segment's header."],
      needs: ["2.3-finds-what-follows"],
    },
    async ({ student, random }) => {
      const torn = damagedAt(putFrame(random, 2), 50);
      const stale = frame({ sequence: 40, value: random.bytes(30) }, 6);
      const damaged = damagedAt(putFrame(random, 50), 20);
      const bytes = logOf(putFrame(random, 1), torn, stale, damaged);
      const found = await student.diagnose(await fileOf(bytes));
      expect(found).toMatchObject({ kind: "torn", lastSequence: 1, durableSequence: 0 });
    },
  );

  check(
    "2.3-believes-no-size",
    {
      points: 1,
      rationale:
        "Garbage is full of sizes. Reading sixteen megabytes for each of them takes all day.",
      hints: ["A size that leads beyond the end of the file is no size."],
      needs: ["2.3-finds-what-follows"],
    },
    async ({ student, random }) => {
      const liar = putFrame(random, 4, UNSYNCED).subarray(0, 48);
      new DataView(liar.buffer).setUint32(12, 12 * 1024 * 1024, true);
      const liars = Array.from({ length: 60 }, () => liar);
      const bytes = logOf(putFrame(random, 1), new Uint8Array(8).fill(1), ...liars, seal(3));
      const disk = diskWith(bytes);
      const found = await student.diagnose(await opened(disk), { chunkSize: 4096 });
      expect(found).toMatchObject({ kind: "corrupt", lastSequence: 1, durableSequence: 2 });
      const asked = disk.log.reduce((sum, { operation }) => sum + (operation.size ?? 0), 0);
      expect(asked, "bytes asked for in all reads").toBeLessThanOrEqual(64 * 1024 * 1024);
    },
  );
});
