import { SimDisk } from "@wal-labs/core/sim";
import { describe, expect } from "vitest";
import { DIRECTORY, pathOf, range } from "../day3/check.ts";
import { damagedAt, diskOf } from "../day3/forged-segments.ts";
import { record } from "../day3/segments.ts";
import { plainSamples, samples } from "../sample-records.ts";
import { check, codesOf } from "./check.ts";
import { expectOnlyRead } from "./dumped.ts";
import { alone, forgedFile, forgedUnknown, logOf, reforged, sizesOf } from "./forged-records.ts";

describe("Exercise 5.8: stats", () => {
  check(
    "5.8-counts",
    {
      points: 2,
      rationale: "What is in there, how much of it, since when?",
      hints: [
        "Seals are no records, and no batch. A batch with three records is one.",
        "Clocks are set back: the earliest time need not be that of the first record.",
      ],
    },
    async ({ student, random }) => {
      const records = samples(random);
      const times = records.map((_, index) => 1_700_000_000_000 + ((index * 7) % 15) * 1000);
      const forged = records.map((each, index) => {
        const isLast = index % 4 === 0 || index === records.length - 1;
        return { record: each, timestampMs: times[index] as number, isLast };
      });
      const first = forgedFile(forged.slice(0, 9), { sealed: true, firstSequence: 1 });
      const more = { number: 2, firstSequence: 10, sealed: true };
      const second = forgedFile(forged.slice(9), more);
      const found = await student.stats(DIRECTORY, { fs: diskOf([first, second]) });
      const recordsByType: Record<string, number> = {};
      for (const { type } of records) recordsByType[type] = (recordsByType[type] ?? 0) + 1;
      expect(found).toMatchObject({
        ...{ segments: 2, records: 15, recordsByType, batches: 5, sealed: true },
        ...{ firstSequence: 1, lastSequence: 15 },
        earliest: new Date(Math.min(...times)).toISOString(),
        latest: new Date(Math.max(...times)).toISOString(),
      });
      const empty = await student.stats(pathOf(1), { fs: diskOf([forgedFile([])]) });
      expect(empty, "of a segment without a record").toMatchObject({
        ...{ segments: 1, records: 0, recordsByType: {}, batches: 0, sealed: false },
        ...{ firstSequence: 0, lastSequence: 0, earliest: null, latest: null, overhead: null },
      });
    },
  );

  check(
    "5.8-bytes",
    {
      points: 2,
      rationale:
        "Where do the bytes go? Each is payload, header, padding, zero or tail, and only once.",
      hints: [
        "64 bytes for each segment's header and 48 for each frame's, seals included.",
        "Behind the last whole batch: zeros if all of it is zero, else a tail. Of each segment.",
      ],
      needs: ["5.8-counts"],
    },
    async ({ student, random }) => {
      const records = [...plainSamples(random), ...samples(random)];
      const first = forgedFile(alone(records), { sealed: true });
      const next = { number: 2, firstSequence: records.length + 1, zeros: 3000 };
      const second = forgedFile(alone([record(random)]), next);
      const all = [...records.map(sizesOf), { payload: 44, padding: 4 }];
      const payload = all.reduce((sum, each) => sum + each.payload, 0);
      const padding = all.reduce((sum, each) => sum + each.padding, 0);
      const headers = 2 * 64 + (all.length + 1) * 48;
      const total = first.bytes.length + second.bytes.length;
      const whole = await student.stats(DIRECTORY, { fs: diskOf([first, second]) });
      const bytes = { payload, headers, padding, zeros: 3000, tail: 0, total };
      expect(whole.bytes).toEqual(bytes);
      expect(whole.overhead).toBeCloseTo((headers + padding) / payload, 9);
      const cut = { number: 2, bytes: second.bytes.with(second.end + 900, 3) };
      const torn = await student.stats(DIRECTORY, { fs: diskOf([first, cut]) });
      expect(torn.bytes, "with something behind it").toEqual({ ...bytes, zeros: 0, tail: 3000 });
    },
  );

  check(
    "5.8-judges-nothing",
    {
      points: 1,
      rationale: "Numbers are wanted most of a log that is not whole. They are no verdict.",
      hints: [
        "Count each segment as far as its batches are whole; what comes behind is its tail.",
        "A damaged header, a missing segment, an unknown type: go on, and count what there is.",
        "A batch that is there in part has no records yet.",
      ],
      needs: ["5.8-bytes"],
    },
    async ({ student, random }) => {
      const [one, two, three] = logOf(random, [4, 3, 2]);
      if (!three) return;
      const of = (files: { number: number; bytes: Uint8Array }[]) =>
        student.stats(DIRECTORY, { fs: diskOf(files) });
      const third = one.frames[2]?.offset ?? 0;
      const damaged = { number: 1, bytes: damagedAt(one.bytes, third + 60) };
      const tail = one.bytes.length - third;
      const facts = { records: 2, lastSequence: 2, bytes: { tail }, sealed: false };
      expect(await of([damaged]), "with damage").toMatchObject(facts);
      expect(await of([damaged, two, three])).toMatchObject({ records: 7, lastSequence: 9 });
      expect(await of([one, three]), "without segment 2").toMatchObject({
        segments: 2,
        records: 6,
      });
      const headless = { number: 2, bytes: damagedAt(two.bytes, 20) };
      const without = { segments: 2, records: 4, bytes: { tail: two.bytes.length } };
      expect(await of([one, headless]), "with a damaged header").toMatchObject(without);
      const half = [true, false].map((isLast) => ({ record: record(random), isLast }));
      const begun = { records: 1, batches: 1, bytes: { tail: 96 } };
      expect(await of([forgedFile(half)]), "with half a batch").toMatchObject(begun);
      const unknown = await of([{ number: 1, bytes: forgedUnknown(random) }]);
      expect(unknown.recordsByType, "with an unknown type").toEqual({ put: 1, 99: 1 });
    },
  );

  check(
    "5.8-stats-only-reads",
    {
      points: 1,
      rationale: "Counting changes nothing, and needs no more memory for a larger log.",
      hints: [
        'Open with `"r"`, read chunk by chunk, close also when it throws.',
        "Nothing at the path: `WAL_IO`. No segment, a newer one, none at all: `WAL_UNSUPPORTED`.",
      ],
      needs: ["5.8-counts"],
    },
    async ({ student, random }) => {
      const value = random.bytes(4000);
      const puts = range(1, 600).map(
        () => ({ type: "put", key: value.slice(0, 4), value }) as const,
      );
      const disk = diskOf([forgedFile(alone(puts))], { "1.tmp": random.bytes(9) });
      const { digest } = disk;
      expect(await student.stats(DIRECTORY, { fs: disk })).toMatchObject({ records: 600 });
      expectOnlyRead(disk, { digest });
      const reads = disk.log.map(({ operation: { kind, size = 0 } }) =>
        kind === "read" ? size : 0,
      );
      expect(Math.max(...reads), "the largest read").toBeLessThanOrEqual(2 ** 20);
      const [one] = logOf(random, [2]);
      const newer = { number: 1, bytes: reforged(one.bytes.with(8, 2)) };
      const strange = { number: 1, bytes: random.bytes(300).with(0, 1) };
      const unreadable = diskOf([one]);
      unreadable.inject({ kind: "read", times: 100 }, { kind: "error" });
      for (const [bad, code] of [
        [new SimDisk(), "WAL_IO"],
        [unreadable, "WAL_IO"],
        [diskOf([], { "notes.txt": random.bytes(9) }), "WAL_UNSUPPORTED"],
        [diskOf([newer]), "WAL_UNSUPPORTED"],
        [diskOf([strange]), "WAL_UNSUPPORTED"],
      ] as const) {
        expect(await codesOf([student.stats(DIRECTORY, { fs: bad })])).toEqual([code]);
        expect(bad.openHandles, "files left open").toBe(0);
      }
    },
  );
});
