import { describe, expect } from "vitest";
import { joined } from "../forged-log.ts";
import { check, DIRECTORY, filesOn, pathOf, range } from "./check.ts";
import { diskOf, forgedCheckpoint, forgedLog, forgedSegment } from "./forged-segments.ts";

describe("Exercise 3.4: survey", () => {
  check(
    "3.4-sound-log",
    {
      points: 2,
      rationale: "The ground for opening a log: know what is there before anything is changed.",
      hints: [
        "List, read the checkpoint, diagnose each segment, then judge them one after the other.",
        "A first segment may begin anywhere up to the record behind the checkpoint.",
      ],
    },
    async ({ student, random }) => {
      const segments = forgedLog(random, [3, 1, 4, 2]);
      const checkpoint = forgedCheckpoint({ sequence: 5, snapshot: random.bytes(20) });
      for (const kept of [segments, segments.slice(1), segments.slice(2)]) {
        const disk = diskOf(kept, kept === segments ? {} : { checkpoint });
        const before = filesOn(disk);
        const found = await student.survey(disk, DIRECTORY);
        expect(found.segments.map(({ name }) => `${DIRECTORY}/${name}`)).toEqual(
          kept.map(({ number }) => pathOf(number)),
        );
        expect(found.segments.map(({ found }) => found)).toEqual(kept.map(() => "whole"));
        expect(found.segments.at(-1)?.diagnosis).toMatchObject({ kind: "clean", lastSequence: 10 });
        expect(found.checkpoint?.sequence).toBe(kept === segments ? undefined : 5);
        expect(found.leftovers).toEqual([]);
        expect(filesOn(disk), "the directory is left as it was").toEqual(before);
        expect(disk.openHandles, "files left open").toBe(0);
      }
    },
  );

  check(
    "3.4-leftovers",
    {
      points: 1,
      rationale: "What a crash left is told from what somebody else put there.",
      hints: [
        "A name that ends with `.tmp` was never published. Every other stranger is left alone.",
      ],
      needs: ["3.4-sound-log"],
    },
    async ({ student, random }) => {
      const strangers = {
        LOCK: random.bytes(3),
        "1.wal": random.bytes(100),
        "0000000000000009.wal.tail-64-0badcafe": random.bytes(100),
        "tmp-notes": random.bytes(10),
      };
      const leftovers = {
        "0000000000000003.wal.tmp": random.bytes(64),
        "checkpoint.tmp": new Uint8Array(0),
      };
      const disk = diskOf(forgedLog(random, [2, 2]), { ...strangers, ...leftovers });
      const found = await student.survey(disk, DIRECTORY);
      expect(found.segments.map(({ found }) => found)).toEqual(["whole", "whole"]);
      expect(new Set(found.leftovers)).toEqual(new Set(Object.keys(leftovers)));
      expect(found.leftovers.length).toBe(2);
    },
  );

  check(
    "3.4-several-at-a-time",
    {
      points: 2,
      rationale:
        "Twenty segments one after the other keep a disk idle; twenty at once take the memory of all.",
      hints: [
        "Begin a few, and the next one when one is done. No more than eight files open.",
        "The results are in the order of the segments, whatever the order in which they came.",
      ],
      needs: ["3.4-sound-log"],
    },
    async ({ student, random }) => {
      const segments = forgedLog(
        random,
        range(1, 20).map(() => 1 + random.below(4)),
      );
      const disk = diskOf(segments);
      // The first one is slow, so that others are done before it.
      disk.inject({ kind: "read", path: pathOf(1), times: 9 }, { kind: "short", bytes: 20 });
      let mostOpen = 0;
      disk.beforeOperation(() => {
        mostOpen = Math.max(mostOpen, new Set(disk.openPaths).size);
      });
      const found = await student.survey(disk, DIRECTORY);
      expect(mostOpen, "segments open at a time").toBeGreaterThanOrEqual(2);
      expect(mostOpen, "segments open at a time").toBeLessThanOrEqual(8);
      const reached = segments.map(({ firstSequence, count }) => firstSequence + count - 1);
      expect(found.segments.map(({ diagnosis }) => diagnosis.lastSequence)).toEqual(reached);
      expect(found.segments.every((segment) => segment.found === "whole")).toBe(true);
      expect(disk.openHandles, "files left open").toBe(0);
    },
  );

  check(
    "3.4-unborn",
    {
      points: 2,
      rationale:
        "A segment without a header is nobody's, if it is the last one: nothing was promised in it.",
      hints: [
        "Empty, the start of a header, 64 zeros: what a crash leaves while a segment is created.",
        "With another segment behind it, it had a header once.",
      ],
      needs: ["3.4-sound-log"],
    },
    async ({ student, random }) => {
      const [first, second, third] = forgedLog(random, [2, 2, 2]);
      if (!first || !second || !third) return;
      const stumps = [
        new Uint8Array(0),
        second.bytes.slice(0, 1 + random.below(63)),
        new Uint8Array(64),
      ];
      for (const bytes of stumps) {
        const last = diskOf([first, { number: 2, bytes }]);
        const { segments } = await student.survey(last, DIRECTORY);
        expect(segments.map(({ found }) => found)).toEqual(["whole", "unborn"]);
        const middle = diskOf([first, { number: 2, bytes }, third]);
        const inside = await student.survey(middle, DIRECTORY);
        expect(inside.segments[1]?.found).toBe("damaged");
      }
      const headless = joined(new Uint8Array(64), second.bytes.subarray(64));
      const disk = diskOf([first, { number: 2, bytes: headless }]);
      const { segments } = await student.survey(disk, DIRECTORY);
      expect(segments[1]?.found, "records without a header").toBe("damaged");
    },
  );

  check(
    "3.4-torn",
    {
      points: 2,
      rationale: "Only the last segment was being written when the power went.",
      hints: [
        "`diagnose` takes `isLast`: it is for this.",
        "A segment that has a successor was sealed and synced before it: O3.",
      ],
      needs: ["3.4-sound-log"],
    },
    async ({ student, random }) => {
      const [first, second, third] = forgedLog(random, [2, 2, 2]);
      if (!first || !second || !third) return;
      const cut = (bytes: Uint8Array) => bytes.subarray(0, 64 + 96 + 1 + random.below(95));
      const cases = (segments: { number: number; bytes: Uint8Array }[]) =>
        student.survey(diskOf(segments), DIRECTORY).then((found) => found.segments);
      const last = await cases([first, second, { number: 3, bytes: cut(third.bytes) }]);
      expect(last.map(({ found }) => found)).toEqual(["whole", "whole", "torn"]);
      expect(last[2]?.diagnosis.lastSequence).toBe(5);
      const middle = await cases([first, { number: 2, bytes: cut(second.bytes) }, third]);
      expect(middle.map(({ found }) => found).slice(0, 2)).toEqual(["whole", "damaged"]);
      const rotten = first.bytes.with(64 + 50, (first.bytes[64 + 50] ?? 0) ^ 1);
      const damaged = await cases([{ number: 1, bytes: rotten }, second, third]);
      expect(damaged[0]?.found).toBe("damaged");
      // Without its seal, a record is missing from its end and nothing in it says so.
      const short = forgedSegment(random, 2, 3, 1, { sealed: false });
      expect((await cases([first, short, third]))[2]?.found).toBe("gap");
    },
  );
});
