import type { SimDisk } from "@wal-labs/core/sim";
import { describe, expect } from "vitest";
import { range } from "../day3/check.ts";
import { damagedAt, diskOf } from "../day3/forged-segments.ts";
import { record } from "../day3/segments.ts";
import { check } from "./check.ts";
import { dumped, expectOnlyRead, sequencesOf } from "./dumped.ts";
import { alone, forgedFile, logOf, reforged } from "./forged-records.ts";

describe("Exercise 5.6: dump, of a log that is not whole", () => {
  check(
    "5.6-torn-tail",
    {
      points: 2,
      rationale: "Where the power went, a log ends. A batch that is there in part is not there.",
      hints: [
        "What recovery would cut off is not shown: frames of a batch without its last one as well.",
        "A torn tail is no error. Neither are zeros behind the last frame.",
      ],
      needs: ["5.6-every-type"],
    },
    async ({ student, random }) => {
      const batches = [2, 1, 3].flatMap((size) =>
        range(1, size).map((index) => ({ record: record(random), isLast: index === size })),
      );
      const file = forgedFile(batches, { zeros: 256 });
      const starts = file.frames.map(({ offset }) => offset);
      const [from = 0, ...later] = starts.slice(3);
      const cuts = [from, from + 1, from + 47, from + 60, ...later, ...later.map((at) => at + 90)];
      for (const size of [...cuts, file.end - 1]) {
        const bytes = file.bytes.subarray(0, size);
        const found = await sequencesOf(student, diskOf([{ number: 1, bytes }]));
        expect(found, `of a file that is cut off at ${size} of ${file.end}`).toEqual([1, 2, 3]);
      }
      expect(await sequencesOf(student, diskOf([file])), "with zeros").toEqual(range(1, 6));
      const unborn = diskOf([file, { number: 2, bytes: new Uint8Array(0) }]);
      expect(await sequencesOf(student, unborn), "before an empty file").toEqual(range(1, 6));
    },
  );

  check(
    "5.6-damage",
    {
      points: 3,
      rationale:
        "A tool that ends quietly at damage hides what is behind it. So does one that skips it.",
      hints: [
        "First all records before it, then a `CorruptionError` with the sequence and the offset.",
        "Day 2's evidence tells a torn tail from damage; a segment with a successor is never torn.",
        "A missing segment, a sequence gap, a segment of another log: damage as well.",
      ],
      needs: ["5.6-torn-tail", "5.6-segments"],
    },
    async ({ student, random }) => {
      const [one, two, ...others] = logOf(random, [4, 3, 2]);
      const at = (index: number): number => one.frames[index]?.offset ?? 0;
      const flip = (offset: number) => ({ number: 1, bytes: damagedAt(one.bytes, offset) });
      const stranger = forgedFile(alone([record(random)]), { number: 2, firstSequence: 5 });
      const other = stranger.bytes.slice();
      other.set(random.bytes(16), 32);
      const rows = [
        { files: [flip(at(1) + 60)], shown: [1], sequence: 2 },
        { files: [flip(at(0) + 17)], shown: [], sequence: 1 },
        { files: [flip(at(3) + 70), two], shown: [1, 2, 3], sequence: 4 },
        { files: [flip(20), two], shown: [], sequence: 1 },
        { files: [one, { ...two, bytes: two.bytes.subarray(0, two.end - 60) }, ...others] },
        { files: [one, ...others], shown: range(1, 4), sequence: 5 },
        { files: [one, { ...stranger, bytes: reforged(other) }], shown: range(1, 4) },
      ];
      for (const [index, { files, shown = range(1, 6), sequence }] of rows.entries()) {
        const { sequences, error } = await dumped(student, diskOf(files));
        expect(error, `damage ${index + 1} of ${rows.length} goes unnoticed`).toBeDefined();
        expect(error?.code, `damage ${index + 1} of ${rows.length}`).toBe("WAL_CORRUPTED");
        expect(sequences, `the records before damage ${index + 1}`).toEqual(shown);
        if (sequence) expect(error?.sequence, "the sequence in the error").toBe(sequence);
      }
    },
  );

  check(
    "5.6-only-reads",
    {
      points: 1,
      rationale: "Evidence that the tool has touched is no evidence any more.",
      hints: [
        'Open files with `"r"`, and nothing else: no recovery, no lock, no leftovers removed.',
        "Close them also when the caller stops half way, or when it throws.",
      ],
      needs: ["5.6-torn-tail", "5.6-damage"],
    },
    async ({ student, random }) => {
      const [one, two] = logOf(random, [4, 3, 2]);
      const torn = { ...two, bytes: two.bytes.subarray(0, two.end - 10) };
      const damaged = { number: 1, bytes: damagedAt(one.bytes, 300) };
      for (const files of [[one, torn], [damaged, two], [one]]) {
        const disk = diskOf(files, { "0000000000000009.wal.tmp": random.bytes(9) });
        const { digest } = disk;
        await dumped(student, disk, { from: 2 });
        for await (const { sequence } of student.dump("/wal", { fs: disk })) {
          if (sequence === 2) break;
        }
        expectOnlyRead(disk, { digest });
      }
    },
  );

  check(
    "5.6-bounded-memory",
    {
      points: 1,
      rationale: "The log that one has to look into is the one that has grown too large.",
      hints: [
        "Read a chunk, give its records, read the next. Never a file at once.",
        "A damaged size field says 4 GiB. Do not believe it before you look at the limit.",
      ],
      needs: ["5.6-damage"],
    },
    async ({ student, random }) => {
      const value = random.bytes(4000);
      const records = range(1, 1000).map(() => ({ type: "put", key: value.subarray(0, 4), value }));
      const file = forgedFile(alone(records as Parameters<typeof alone>[0]));
      const disk = diskOf([file]);
      expect(await sequencesOf(student, disk, { from: 998 })).toEqual([998, 999, 1000]);
      const largest = (from: SimDisk): number =>
        Math.max(
          ...from.log.map(({ operation: { kind, size = 0 } }) => (kind === "read" ? size : 0)),
        );
      expect(largest(disk), `the largest read, of ${file.end} bytes`).toBeLessThanOrEqual(2 ** 20);
      const small = forgedFile(alone(range(1, 3).map(() => record(random))));
      const bytes = small.bytes.slice();
      bytes.fill(0xff, 160 + 12, 160 + 16);
      const damaged = diskOf([{ number: 1, bytes }]);
      const { sequences } = await dumped(student, damaged);
      expect(sequences, "before a size of 4 GiB").toEqual([1]);
      expect(largest(damaged), "the largest read, with a size of 4 GiB").toBeLessThan(2 ** 25);
    },
  );
});
