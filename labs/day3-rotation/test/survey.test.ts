import type { SimDisk } from "@wal-labs/core/sim";
import { type SegmentCase, type SegmentFindings, segmentCaseOf, survey } from "@wal-labs/rotation";
import { describe, expect, test } from "vitest";
import { bytes, DIRECTORY, diskWith, mostOpen, nameOf, pathOf, segmentBytes } from "./forge.ts";

const KINDS = ["clean", "torn", "corrupt", "unreadable", "foreign", "newer"] as const;
const HEALTHY: SegmentFindings = {
  ...{ file: "clean", hasHeader: true, isLast: true },
  ...{ numberFollows: true, isSameLog: true, sequenceFollows: true },
};

/** Everything that could be found: a kind, and five answers. */
const everyFinding: SegmentFindings[] = KINDS.flatMap((file) =>
  Array.from({ length: 2 ** 5 }, (_, bits) => {
    const is = (bit: number) => (bits & (1 << bit)) !== 0;
    const itself = { file, hasHeader: is(0), isLast: is(1) };
    return { ...itself, numberFollows: is(2), isSameLog: is(3), sequenceFollows: is(4) };
  }),
);

/** Three segments, the second one changed by `change`. */
function threeWith(change: (disk: SimDisk) => void | Promise<void>): () => Promise<SimDisk> {
  return async () => {
    const disk = diskWith({ number: 1 }, { number: 2 }, { number: 3 });
    await change(disk);
    return disk;
  };
}

const CUT = segmentBytes({ number: 3 }).subarray(0, -50);

const logs: [found: SegmentCase, disk: () => Promise<SimDisk>][] = [
  ["whole", threeWith(() => undefined)],
  ["torn", threeWith((disk) => disk.writeFile(pathOf(3), CUT))],
  ["unborn", threeWith((disk) => disk.writeFile(pathOf(3), new Uint8Array(20)))],
  ["missing", threeWith((disk) => disk.unlink(pathOf(2)))],
  [
    "gap",
    threeWith((disk) => disk.writeFile(pathOf(3), segmentBytes({ number: 3, firstSequence: 6 }))),
  ],
  [
    "foreign-log",
    threeWith((disk) => disk.writeFile(pathOf(3), segmentBytes({ number: 3, logId: 2 }))),
  ],
  ["foreign", threeWith((disk) => disk.writeFile(pathOf(3), bytes("my holiday photos")))],
  [
    "damaged",
    threeWith((disk) => disk.writeFile(pathOf(1), segmentBytes({ number: 1 }).subarray(0, -60))),
  ],
];

describe("Exercise 3.4: survey (src/segment-table.ts, src/survey.ts, chapter 3, Survey)", () => {
  test("the table has a case for everything that can be found", () => {
    expect(everyFinding).toHaveLength(192);
    for (const findings of everyFinding) expect(segmentCaseOf(findings)).toBeTypeOf("string");
  });

  test("the first line that fits decides", () => {
    const judge = (findings: Partial<SegmentFindings>) =>
      segmentCaseOf({ ...HEALTHY, ...findings });
    expect(judge({})).toBe("whole");
    expect(judge({ file: "foreign", numberFollows: false })).toBe("foreign");
    expect(judge({ numberFollows: false, sequenceFollows: false })).toBe("missing");
    expect(judge({ isSameLog: false, sequenceFollows: false })).toBe("foreign-log");
    expect(judge({ file: "torn", hasHeader: false })).toBe("unborn");
    expect(judge({ file: "torn", isLast: false })).toBe("damaged");
  });

  test.for(logs)("finds a segment that is %s", async ([found, disk]) => {
    const { segments } = await survey(await disk(), DIRECTORY);
    const index = { whole: 0, damaged: 0, missing: 1 }[found as string] ?? 2;
    expect(segments[index]?.found).toBe(found);
  });

  test("refuses nothing and changes nothing", async () => {
    const disk = diskWith({ number: 1 }, { number: 3 });
    const { digest } = disk;
    await survey(disk, DIRECTORY);
    expect([disk.digest, disk.openHandles]).toEqual([digest, 0]);
  });

  test("calls temporary files leftovers, and nothing else", async () => {
    const disk = diskWith({ number: 1 });
    const leftovers = ["checkpoint.tmp", `${nameOf(2)}.tmp`];
    const ignored = ["notes.txt", `${nameOf(1)}.tail-64-0badcafe`];
    for (const name of [...leftovers, ...ignored])
      disk.writeFile(`${DIRECTORY}/${name}`, bytes("x"));
    const found = await survey(disk, DIRECTORY);
    expect([...found.leftovers].sort()).toEqual([...leftovers].sort());
    expect(found.segments).toHaveLength(1);
  });

  test("reads several segments at a time, with a handful of files open", async () => {
    const numbers = [1, 2, 3, 4, 5, 6, 7, 8, 9];
    const disk = diskWith(...numbers.map((number) => ({ number })));
    const most = await mostOpen(disk, (fs) => survey(fs, DIRECTORY));
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(8);
  });
});
