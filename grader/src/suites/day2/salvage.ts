import { describe, expect } from "vitest";
import { frame, header, joined, seal } from "../forged-log.ts";
import { check, damagedAt, diskWith, logOf, putFrame, putFrames, range } from "./check.ts";
import { collect } from "./collect.ts";

const policy = "salvage";

describe("Exercise 2.6: point in time, and salvage", () => {
  check(
    "2.6-point-in-time",
    {
      points: 1,
      rationale: "A state that once was, if not the last one: up to the damage, and not past it.",
      hints: ["Corrupt or torn: what is whole is handed over, and the kind says what it was."],
      needs: ["2.6-in-order"],
    },
    async ({ student, random }) => {
      const [one, two, three] = putFrames(random, 3) as [Uint8Array, Uint8Array, Uint8Array];
      const rotten = diskWith(logOf(one, damagedAt(two, 51), three));
      const { sequences, replayed } = await collect(student, rotten, { policy: "point-in-time" });
      expect(sequences).toEqual([1]);
      expect(replayed).toMatchObject({ kind: "corrupt", lastSequence: 1, gaps: [] });
      const headless = diskWith(joined(damagedAt(header(), 30), one));
      const refused = collect(student, headless, { policy: "point-in-time" });
      await expect(refused).rejects.toMatchObject({ code: "WAL_CORRUPTED" });
    },
  );

  check(
    "2.6-salvages",
    {
      points: 2,
      rationale: "When all else is lost, what is left is worth having, with the holes marked.",
      hints: [
        "Behind the damage, every frame that verifies and comes later in sequence.",
        "A gap goes from the end of the last good frame to the start of the next.",
      ],
      needs: ["2.6-in-order", "2.3-finds-what-follows"],
    },
    async ({ student, random }) => {
      const parts = putFrames(random, 9);
      for (const gone of [1, 4, 5, 7]) parts[gone] = damagedAt(parts[gone] as Uint8Array, 48);
      const disk = diskWith(logOf(...parts, seal(10)));
      const offsetOf = (index: number) => logOf(...parts.slice(0, index)).length;
      const gapAt = (index: number, missing: number) => {
        const [offset, end] = [offsetOf(index), offsetOf(index + missing)];
        return { offset, size: end - offset, sequence: index + 1, missing };
      };
      for (const chunkSize of [undefined, 64]) {
        const { handed, sequences, replayed } = await collect(student, disk, { policy, chunkSize });
        expect(sequences).toEqual([1, 3, 4, 7, 9]);
        const offsets = handed.map(({ position }) => position.offset);
        expect(offsets).toEqual([0, 2, 3, 6, 8].map(offsetOf));
        expect(replayed).toMatchObject({ kind: "corrupt", lastSequence: 9 });
        expect(replayed.gaps).toEqual([gapAt(1, 1), gapAt(4, 2), gapAt(7, 1)]);
      }
    },
  );

  check(
    "2.6-salvage-ends",
    {
      points: 1,
      rationale:
        "How much is missing at the end, nobody can tell; that something is, must be said.",
      hints: [
        "Damage with nothing behind it: a gap to the end of the file, and `missing` is 0.",
        "Zeros behind the end are no gap.",
      ],
      needs: ["2.6-salvages"],
    },
    async ({ student, random }) => {
      const whole = logOf(...putFrames(random, 2));
      const gap = { offset: whole.length, size: 30, sequence: 3, missing: 0 };
      const torn = diskWith(joined(whole, putFrame(random, 3).subarray(0, 30)));
      const tail = await collect(student, torn, { policy });
      expect(tail.sequences).toEqual([1, 2]);
      expect(tail.replayed).toMatchObject({ kind: "torn", lastSequence: 2 });
      expect(tail.replayed.gaps).toEqual([gap]);
      for (const bytes of [whole, joined(whole, new Uint8Array(500))]) {
        const { sequences, replayed } = await collect(student, diskWith(bytes), { policy });
        expect(sequences).toEqual([1, 2]);
        expect(replayed).toMatchObject({ kind: "clean", lastSequence: 2 });
        expect(replayed.gaps).toEqual([]);
      }
    },
  );

  check(
    "2.6-salvage-keeps-order",
    {
      points: 2,
      rationale: "An old block in a new place brings back what was deleted.",
      hints: [
        "A frame whose sequence is not above all before it is skipped: it is part of the gap.",
        "A frame inside a value that is whole is not there.",
      ],
      needs: ["2.6-salvages"],
    },
    async ({ student, random }) => {
      const inner = putFrame(random, 8);
      const parts = [
        ...putFrames(random, 3),
        putFrame(random, 2),
        putFrame(random, 3),
        frame({ sequence: 4, key: random.bytes(8), value: inner }),
        putFrame(random, 6),
        frame({ sequence: 7, value: random.bytes(20) }, 6),
      ];
      const offsetOf = (index: number) => logOf(...parts.slice(0, index)).length;
      const { sequences, replayed } = await collect(student, diskWith(logOf(...parts)), { policy });
      expect(sequences).toEqual([1, 2, 3, 4, 6]);
      const sizeOf = (first: number, end: number) => offsetOf(end) - offsetOf(first);
      expect(replayed.gaps).toEqual([
        { offset: offsetOf(3), size: sizeOf(3, 5), sequence: 4, missing: 0 },
        { offset: offsetOf(6), size: 0, sequence: 5, missing: 1 },
        { offset: offsetOf(7), size: sizeOf(7, 8), sequence: 7, missing: 0 },
      ]);
    },
  );

  check(
    "2.6-salvage-after-a-snapshot",
    {
      points: 1,
      rationale: "What lies between the snapshot and the log is a gap like any other.",
      hints: ["It lies before the first frame, and has no bytes: its offset is 64, its size 0."],
      needs: ["2.6-salvages"],
    },
    async ({ student, random }) => {
      const frames = range(5, 8).map((sequence) => putFrame(random, sequence));
      frames[1] = damagedAt(frames[1] as Uint8Array, 50);
      const segment = header({ firstSequence: 5 });
      const disk = diskWith(joined(segment, ...frames));
      const { sequences, replayed } = await collect(student, disk, { policy, after: 2 });
      expect(sequences).toEqual([5, 7, 8]);
      const [first, second] = frames as [Uint8Array, Uint8Array];
      const early = { offset: 64, size: 0, sequence: 3, missing: 2 };
      const rotten = { offset: 64 + first.length, size: second.length, sequence: 6, missing: 1 };
      expect(replayed.gaps).toEqual([early, rotten]);
      const later = await collect(student, disk, { policy, after: 7 });
      expect(later.sequences).toEqual([8]);
    },
  );
});
