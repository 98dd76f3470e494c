import { SimDisk } from "@wal-labs/core/sim";
import { describe, expect } from "vitest";
import { pathOf, range } from "../day3/check.ts";
import { damagedAt, diskOf, forgedCheckpoint } from "../day3/forged-segments.ts";
import { record } from "../day3/segments.ts";
import { samples } from "../sample-records.ts";
import { check } from "./check.ts";
import { dumped, jsonOf, plainOf, sequencesOf } from "./dumped.ts";
import { alone, forgedFile, forgedUnknown, logOf, reforged } from "./forged-records.ts";

describe("Exercise 5.6: dump", () => {
  check(
    "5.6-every-type",
    {
      points: 2,
      rationale:
        "One JSON object for each record: with it, every tool of the world can look inside.",
      hints: [
        "The fields of the record as they are, and where its frame lies. What it has not is absent.",
        "A time beyond what a date can be is null: `toISOString` throws.",
        "Give plain data: no `Uint8Array`, no `undefined` that JSON would drop.",
      ],
    },
    async ({ student, random }) => {
      const noText = {
        type: "put",
        key: random.bytes(4),
        value: Uint8Array.of(0xff, 0x41),
      } as const;
      const records = [...samples(random), noText];
      const late = { record: records[3] as (typeof records)[number], timestampMs: 8.64e15 + 1 };
      const file = forgedFile([...alone(records), late], { sealed: true });
      const disk = diskOf([file]);
      const name = pathOf(1).split("/").at(-1);
      const expected = [...records, late.record].map((each, index) => {
        const sequence = index + 1;
        const date = new Date(1_600_000_000_000 + sequence).toISOString();
        const time = index === records.length ? null : date;
        const place = { segment: name, ...file.frames[index] };
        return { sequence, time, ...plainOf(each), ...place };
      });
      for (const path of ["/wal", pathOf(1)]) {
        const { records: found, error } = await dumped(student, disk, {}, path);
        expect(error, `what the dump of ${path} throws`).toBeUndefined();
        expect(found, `the records of ${path}`).toEqual(expected);
        expect(JSON.parse(JSON.stringify(found)), "as JSON").toEqual(found);
        for (const [index, each] of found.entries()) {
          const names = new Set(Object.keys(expected[index] as object));
          expect(new Set(Object.keys(each)), "the names of the fields").toEqual(names);
        }
      }
    },
  );

  check(
    "5.6-bytes",
    {
      points: 1,
      rationale: "Bytes that are shown as the wrong text cannot be brought back.",
      hints: [
        "Text only if it is UTF-8 (`fatal`), keeps its byte order mark, and has no control characters.",
        "There are control characters beyond ASCII, and DEL. A terminal obeys some of them.",
        "`String.fromCharCode(...bytes)` has no room for a large value.",
      ],
      needs: ["5.6-every-type"],
    },
    async ({ student, random }) => {
      const texts = ["", "plain", "tab\tline\nreturn\r", "Zürich ☂ 🐢", "\ufeffmark", "a\ufeffb"];
      const hidden = ["\u0000", "a\u001b[31m", "\u007f", "\u0085", "\u009b31m", "\u2028", "\u200e"];
      const raw = [[0xff], [0xc3], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80]];
      const values = [
        ...[...texts, ...hidden].map((text) => new TextEncoder().encode(text)),
        ...raw.map((bytes) => Uint8Array.from(bytes)),
        ...[1, 2, 3, 300_000].map((size) => random.bytes(size)),
      ];
      const key = new Uint8Array(0);
      const puts = values.map((value) => ({ type: "put", key, value }) as const);
      const { records } = await dumped(student, diskOf([forgedFile(alone(puts))]));
      for (const [index, value] of values.entries()) {
        const what = `the value ${Buffer.from(value.subarray(0, 12)).toString("hex")}`;
        expect(records[index]?.value, what).toEqual(jsonOf(value));
      }
    },
  );

  check(
    "5.6-from-to-type",
    {
      points: 1,
      rationale: "Who looks for one record in a million does not want the others.",
      hints: [
        "Both ends are included. `type` is one name, or several.",
        "Behind `to` nothing is read any more: not even what is damaged there.",
      ],
      needs: ["5.6-every-type"],
    },
    async ({ student, random }) => {
      const kinds = ["put", "delete", "put", "enqueue", "ack", "put", "ack", "put"];
      const records = kinds.map((kind) => samples(random).find(({ type }) => type === kind));
      const all = records.flatMap((each) => (each ? [each] : []));
      const disk = diskOf([
        forgedFile(alone(all.slice(0, 3)), { sealed: true }),
        forgedFile(alone(all.slice(3)), { number: 2, firstSequence: 4 }),
      ]);
      const rows = [
        [{ from: 3 }, [3, 4, 5, 6, 7, 8]],
        [{ to: 3 }, [1, 2, 3]],
        [{ from: 2, to: 5 }, [2, 3, 4, 5]],
        [{ from: 4, to: 4 }, [4]],
        [{ from: 5, to: 4 }, []],
        [{ from: 9 }, []],
        [{ from: 1, to: 100 }, range(1, 8)],
        [{ type: "ack" }, [5, 7]],
        [{ type: ["ack", "delete"] }, [2, 5, 7]],
        [{ from: 2, to: 7, type: "put" }, [3, 6]],
        [{ type: "commit" }, []],
      ] as const;
      for (const [options, expected] of rows) {
        const found = await sequencesOf(student, disk, options);
        expect(found, JSON.stringify(options)).toEqual(expected);
      }
      const damaged = forgedFile(alone(range(1, 6).map(() => record(random))));
      const bytes = damagedAt(damaged.bytes, (damaged.frames[4]?.offset ?? 0) + 60);
      const found = await sequencesOf(student, diskOf([{ number: 1, bytes }]), { to: 4 });
      expect(found, "up to 4, where 5 is damaged").toEqual(range(1, 4));
    },
  );

  check(
    "5.6-segments",
    {
      points: 1,
      rationale: "A log is all its segments, in order. What a cleaner has removed is no damage.",
      hints: [
        "A directory gives its names in any order, and has other files as well.",
        "A log that begins with segment 5 begins there. Seals are no records.",
      ],
      needs: ["5.6-every-type"],
    },
    async ({ student, random }) => {
      const disk = new SimDisk({ seed: 5 });
      const counts = [3, 0, 2, 4];
      let first = 8;
      for (const [index, count] of counts.entries()) {
        const records = alone(range(1, count).map(() => record(random)));
        const place = { number: 5 + index, firstSequence: first, sealed: index < 3 };
        disk.writeFile(pathOf(5 + index), forgedFile(records, place).bytes);
        first += count;
      }
      disk.writeFile("/wal/checkpoint", forgedCheckpoint({ sequence: 7 }));
      disk.writeFile(`${pathOf(9)}.tmp`, random.bytes(100));
      disk.writeFile("/wal/notes.txt", random.bytes(10));
      const { records } = await dumped(student, disk);
      const found = records.map(({ sequence, segment }) => [sequence, segment]);
      const names = [5, 5, 5, 7, 7, 8, 8, 8, 8].map((number) => pathOf(number).slice(5));
      expect(found).toEqual(names.map((name, index) => [8 + index, name]));
    },
  );

  check(
    "5.6-refuses",
    {
      points: 1,
      rationale:
        "A tool that shows nothing where there is nothing to show looks like an empty log.",
      hints: [
        "Nothing at the path: `WAL_IO`. A file that is no segment, no segments: `WAL_UNSUPPORTED`.",
        "A sequence is a whole number from 0 on, a type one of day 1's: else `WAL_INVALID_ARGUMENT`.",
      ],
      needs: ["5.6-every-type"],
    },
    async ({ student, random }) => {
      const [one] = logOf(random, [2]);
      const strange = forgedFile(alone([record(random)])).bytes;
      const newer = reforged(strange.with(8, 2));
      const unknown = forgedUnknown(random);
      const rows = [
        { disk: diskOf([one]), path: "/nowhere", code: "WAL_IO" },
        { disk: diskOf([], { "notes.txt": random.bytes(9) }), code: "WAL_UNSUPPORTED" },
        {
          disk: diskOf([{ number: 1, bytes: random.bytes(300).with(0, 1) }]),
          code: "WAL_UNSUPPORTED",
        },
        { disk: diskOf([{ number: 1, bytes: newer }]), code: "WAL_UNSUPPORTED" },
        { disk: diskOf([{ number: 1, bytes: unknown }]), code: "WAL_UNSUPPORTED" },
        { disk: diskOf([one]), options: { from: -1 }, code: "WAL_INVALID_ARGUMENT" },
        { disk: diskOf([one]), options: { to: 1.5 }, code: "WAL_INVALID_ARGUMENT" },
        { disk: diskOf([one]), options: { from: Number.NaN }, code: "WAL_INVALID_ARGUMENT" },
        {
          disk: diskOf([one]),
          options: { type: "nothing" as "put" },
          code: "WAL_INVALID_ARGUMENT",
        },
        {
          disk: diskOf([one]),
          options: { type: ["put", "toString"] as "put"[] },
          code: "WAL_INVALID_ARGUMENT",
        },
      ];
      for (const [index, { disk, path, options, code }] of rows.entries()) {
        const { error } = await dumped(student, disk, options, path);
        expect(error?.code, `case ${index + 1} of ${rows.length}`).toBe(code);
        expect(disk.openHandles, "files left open").toBe(0);
      }
      const unreadable = diskOf([one]);
      unreadable.inject({ kind: "read", nth: 1, times: 50 }, { kind: "error" });
      expect((await dumped(student, unreadable)).error?.code, "an unreadable disk").toBe("WAL_IO");
    },
  );
});
