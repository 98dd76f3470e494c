import { describe, expect } from "vitest";
import { pipelined } from "../pipelined.ts";
import { check } from "./check.ts";

describe("Exercise 3.2: names of segments", () => {
  check(
    "3.2-names",
    {
      points: 1,
      rationale: "A directory is sorted by names; a log by numbers. Here they are one order.",
      hints: ["16 digits, with zeros in front, and `.wal` behind."],
    },
    async ({ student, random }) => {
      expect(await student.segmentName(7)).toBe("0000000000000007.wal");
      const powers = Array.from({ length: 16 }, (_, power) => 10 ** power);
      const numbers = powers.flatMap((power) => [power, power + random.below(power), power * 9]);
      const safe = [...numbers, Number.MAX_SAFE_INTEGER].filter(Number.isSafeInteger);
      const ordered = [...new Set(safe)].sort((one, other) => one - other);
      const names = await pipelined(ordered, async (number) => student.segmentName(number));
      expect(inOrder(names)).toEqual(names);
      expect(new Set(names).size).toBe(names.length);
      const back = await pipelined(names, async (name) => student.segmentNumber(name));
      expect(back, "the numbers in the names").toEqual(ordered);
    },
  );

  check(
    "3.2-near-misses",
    {
      points: 2,
      rationale: "A log's directory has strangers in it. A file that is almost a segment is none.",
      hints: [
        "The whole name must fit, from its first character to its last.",
        "Numbers count from 1, and beyond 2^53 they are no numbers.",
      ],
      needs: ["3.2-names"],
    },
    async ({ student }) => {
      const strangers = [
        ...["", "7.wal", "000000000000007.wal", "00000000000000007.wal", "0000000000000007"],
        ...["0000000000000000.wal", "-000000000000007.wal", "+000000000000007.wal"],
        ...["0000000000000007.WAL", "0000000000000007.wal.tmp", " 0000000000000007.wal"],
        ...["0000000000000007.wal ", "0000000000000007.wal\n", "0000000000000007xwal"],
        ...["x0000000000000007.wal", "00000000000000a7.wal", "000000000000007e.wal"],
        ...["0x00000000000007.wal", "9007199254740992.wal", "9999999999999999.wal"],
        ...["000000000000.007.wal", "0000000000000007.wal.tail-64-0badcafe", "checkpoint"],
      ];
      const numbers = await pipelined(strangers, async (name) => student.segmentNumber(name));
      const taken = strangers.filter((_, index) => numbers[index] !== undefined);
      expect(taken, "names taken for a segment's").toEqual([]);
      expect(await student.segmentNumber("9007199254740991.wal")).toBe(Number.MAX_SAFE_INTEGER);
    },
  );

  check(
    "3.2-oldest-first",
    {
      points: 1,
      rationale: "`readdir` has no order. A log that is read in it is another log.",
      hints: ["Filter, then sort, and leave the list that you were given as it was."],
      needs: ["3.2-names"],
    },
    async ({ student, random }) => {
      const numbers = Array.from({ length: 40 }, (_, index) => index + 1 + random.below(1e9) * 100);
      const names = numbers.map((number) => `${String(number).padStart(16, "0")}.wal`);
      const strangers = ["checkpoint", "LOCK", "10.wal", "0000000000000001.wal.tmp"];
      const shuffled = [...names, ...strangers].sort(() => random.below(2) - 0.5);
      expect(await student.segmentNames(shuffled)).toEqual(inOrder(names));
      expect(await student.segmentNames([])).toEqual([]);
    },
  );
});

/** Sorted as a directory listing is: by characters. */
function inOrder(names: readonly string[]): string[] {
  return names.toSorted((one, other) => (one < other ? -1 : 1));
}
