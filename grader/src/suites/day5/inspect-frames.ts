import type { Inspection } from "@wal-labs/batching";
import { SimDisk } from "@wal-labs/core/sim";
import { describe, expect } from "vitest";
import { DIRECTORY, pathOf } from "../day3/check.ts";
import { damagedAt, diskOf } from "../day3/forged-segments.ts";
import { record } from "../day3/segments.ts";
import { check, codesOf } from "./check.ts";
import { expectOnlyRead } from "./dumped.ts";
import { alone, forgedFile, logOf, reforged } from "./forged-records.ts";

const HEADER = [
  ...["magic", "crc", "version", "header size", "segment size limit", "segment number"],
  ...["first sequence", "log id", "salt", "reserved"],
];
const FRAME = [
  ...["crc", "type", "flags", "reserved", "key size", "value size", "sequence", "timestamp"],
  ...["transaction id", "synced watermark", "key", "value", "padding"],
];
const PATH = pathOf(1);

describe("Exercise 5.8: inspect", () => {
  check(
    "5.8-inspect-fields",
    {
      points: 2,
      rationale: "To learn a format, or to find a mistake in one: each byte, and what it means.",
      hints: [
        "Offset 0 is the segment header; a frame starts at a multiple of 8.",
        "The fields cover all bytes, in their order, each once.",
      ],
    },
    async ({ student, random }) => {
      const file = forgedFile(alone([record(random), record(random)]));
      const disk = diskOf([file]);
      const header = await student.inspect(PATH, { offset: 0 }, { fs: disk });
      const segment = PATH.slice(5);
      expect(header).toMatchObject({ segment, kind: "header", offset: 0, size: 64 });
      expect(header.flaw, "what is wrong with a sound header").toBeUndefined();
      expectFields(header, HEADER, file.bytes);
      const second = await student.inspect(PATH, { offset: 160 }, { fs: disk });
      expect(second).toMatchObject({ segment, kind: "frame", offset: 160, size: 96 });
      expect(second.flaw, "what is wrong with a sound frame").toBeUndefined();
      expectFields(second, FRAME, file.bytes);
    },
  );

  check(
    "5.8-inspect-by-sequence",
    {
      points: 2,
      rationale: "A report names a sequence. Where does that record lie?",
      hints: [
        "Look for the last segment that begins at or before it, then walk to it.",
        "Behind the last whole record, its sequence means the place where it should stand.",
      ],
      needs: ["5.8-inspect-fields"],
    },
    async ({ student, random }) => {
      const files = logOf(random, [4, 3, 2]);
      const disk = diskOf(files);
      for (const [sequence, number, index] of [
        [1, 1, 0],
        [4, 1, 3],
        [5, 2, 0],
        [7, 2, 2],
        [9, 3, 1],
      ] as const) {
        const found = await student.inspect(DIRECTORY, { sequence }, { fs: disk });
        const offset = files[number - 1]?.frames[index]?.offset;
        const place = { segment: pathOf(number).slice(5), kind: "frame", offset, size: 96 };
        expect(found, `record ${sequence}`).toMatchObject(place);
        expect(found.flaw).toBeUndefined();
      }
      const [one, two] = files;
      const cut = { number: 2, bytes: two.bytes.subarray(0, (two.frames[2]?.offset ?? 0) + 70) };
      const torn = await student.inspect(DIRECTORY, { sequence: 7 }, { fs: diskOf([one, cut]) });
      expect(torn, "a torn one").toMatchObject({ offset: two.frames[2]?.offset, kind: "frame" });
      expect(torn.flaw, "what is wrong with it").toMatch(/\S/);
      const damaged = { number: 1, bytes: damagedAt(one.bytes, 160 + 70) };
      const second = await student.inspect(PATH, { sequence: 2 }, { fs: diskOf([damaged]) });
      expect(second, "a damaged one").toMatchObject({ offset: 160, kind: "frame" });
      expect(second.flaw, "what is wrong with it").toMatch(/\S/);
    },
  );

  check(
    "5.8-inspect-damage",
    {
      points: 2,
      rationale: "A damaged frame is what one looks at. It must be shown, and said to be damaged.",
      hints: [
        "Show what lies there, valid or not, as far as the file goes; `flaw` says what is wrong.",
        "A damaged size must not choose how much is read.",
      ],
      needs: ["5.8-inspect-fields"],
    },
    async ({ student, random }) => {
      const { bytes } = forgedFile(alone([record(random), record(random)]));
      const look = (file: Uint8Array, offset: number) =>
        student.inspect(PATH, { offset }, { fs: diskOf([{ number: 1, bytes: file }]) });
      for (const at of [5, 20, 50, 80].map((inside) => 160 + inside)) {
        const file = damagedAt(bytes, at);
        const found = await look(file, 160);
        expect(found.flaw, `byte ${at} is damaged`).toMatch(/\S/);
        expectCovers(found, file);
      }
      for (const [file, offset, what] of [
        [damagedAt(bytes, 30), 0, "a damaged header"],
        [bytes.subarray(0, 240), 160, "a frame that is cut off"],
        [bytes.subarray(0, 180), 160, "a frame header that is cut off"],
        [bytes, 168, "no frame"],
      ] as const) {
        const found = await look(file, offset);
        expect(found.flaw, what).toMatch(/\S/);
        expectCovers(found, file);
      }
      const huge = bytes.slice();
      huge.fill(0xff, 160 + 8, 160 + 16);
      const disk = diskOf([{ number: 1, bytes: huge }]);
      const found = await student.inspect(PATH, { offset: 160 }, { fs: disk });
      expect(found.flaw, "sizes of 4 GiB").toMatch(/\S/);
      const sizes = disk.log.map(({ operation: { kind, size = 0 } }) =>
        kind === "read" ? size : 0,
      );
      expect(Math.max(...sizes), "the largest read").toBeLessThan(2 ** 25);
    },
  );

  check(
    "5.8-inspect-refuses",
    {
      points: 1,
      rationale: "The bytes of the wrong place, well labelled, are worse than an error.",
      hints: [
        "`WAL_INVALID_ARGUMENT`: nothing can start there, no such record, an offset in a directory.",
        "It only reads, and closes what it opened.",
      ],
      needs: ["5.8-inspect-by-sequence"],
    },
    async ({ student, random }) => {
      const [one, two] = logOf(random, [4, 3]);
      const disk = diskOf([one, two]);
      const { digest } = disk;
      const rows = [
        ...[8, 65, 1.5, -8, Number.NaN, one.bytes.length, 2 ** 40].map((offset) => ({ offset })),
        ...[0, -1, 1.5, 6, 100].map((sequence) => ({ sequence })),
      ];
      for (const place of rows) {
        const end = await codesOf([student.inspect(PATH, place, { fs: disk })]);
        expect(end, JSON.stringify(place)).toEqual(["WAL_INVALID_ARGUMENT"]);
      }
      for (const place of [{ offset: 64 }, { sequence: 9 }]) {
        const end = await codesOf([student.inspect(DIRECTORY, place, { fs: disk })]);
        expect(end, `${JSON.stringify(place)} of a directory`).toEqual(["WAL_INVALID_ARGUMENT"]);
      }
      expectOnlyRead(disk, { digest });
      const newer = { number: 1, bytes: reforged(one.bytes.with(8, 2)) };
      for (const [bad, code] of [
        [new SimDisk(), "WAL_IO"],
        [diskOf([newer]), "WAL_UNSUPPORTED"],
        [diskOf([{ number: 1, bytes: random.bytes(300).with(0, 1) }]), "WAL_UNSUPPORTED"],
      ] as const) {
        const end = await codesOf([student.inspect(PATH, { offset: 0 }, { fs: bad })]);
        expect(end).toEqual([code]);
        expect(bad.openHandles, "files left open").toBe(0);
      }
    },
  );
});

function expectFields(found: Inspection, names: readonly string[], file: Uint8Array): void {
  expect(
    found.fields.map(({ name }) => name),
    "the names of the fields",
  ).toEqual(names);
  expectCovers(found, file);
}

/** The fields lie one behind the other, and have the file's bytes. */
function expectCovers({ fields, offset, size }: Inspection, file: Uint8Array): void {
  let next = offset;
  for (const { name, offset: start, bytes } of fields) {
    expect(start, `where ${name} starts`).toBe(next);
    expect(bytes, `the bytes of ${name}`).toEqual(file.slice(start, start + bytes.length));
    next += bytes.length;
  }
  expect(next, "where the last field ends").toBe(offset + size);
}
