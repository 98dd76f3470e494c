import { SimDisk } from "@wal-labs/core/sim";
import { describe, expect } from "vitest";
import { DIRECTORY, pathOf } from "../day3/check.ts";
import { damagedAt, diskOf } from "../day3/forged-segments.ts";
import { record } from "../day3/segments.ts";
import { check, codesOf } from "./check.ts";
import { alone, forgedFile, logOf, reforged } from "./forged-records.ts";

describe("Exercise 5.7: validate", () => {
  check(
    "5.7-clean",
    {
      points: 1,
      rationale: "The answer that one hopes for must be one that can be believed.",
      hints: [
        "A log's directory, or one segment's file. `sealed`: the last frame is a seal.",
        "Preallocated zeros are no damage; nor is a log without a record.",
      ],
    },
    async ({ student, random }) => {
      const [one, two] = logOf(random, [4, 3]);
      const zeros = forgedFile(alone([record(random)]), { zeros: 500 });
      const rows = [
        { disk: diskOf([one, two]), segments: 2, lastSequence: 7, sealed: false },
        { disk: diskOf([one, two]), path: pathOf(1), segments: 1, lastSequence: 4, sealed: true },
        { disk: diskOf([one, two]), path: pathOf(2), segments: 1, lastSequence: 7, sealed: false },
        { disk: diskOf([one]), segments: 1, lastSequence: 4, sealed: true },
        { disk: diskOf([zeros]), segments: 1, lastSequence: 1, sealed: false },
        { disk: diskOf([forgedFile([])]), segments: 1, lastSequence: 0, sealed: false },
      ];
      for (const { disk, path = DIRECTORY, ...expected } of rows) {
        const found = await student.validate(path, { fs: disk });
        expect(found).toEqual({ kind: "clean", ...expected });
      }
    },
  );

  check(
    "5.7-torn",
    {
      points: 2,
      rationale:
        "Torn means: open it, and nothing that was promised is lost. Say it only when it is so.",
      hints: [
        "The damage starts where the last whole batch ends; to the end of the file is what it takes.",
        "A last segment without a whole header was being created: torn as well.",
      ],
      needs: ["5.7-clean"],
    },
    async ({ student, random }) => {
      const [one, two] = logOf(random, [2, 3]);
      const last = two.frames[2]?.offset ?? 0;
      for (let size = last + 1; size < two.end; size += 13) {
        // A CRC may begin with a zero, and zeros behind the last frame are clean.
        if (two.bytes.subarray(last, size).every((byte) => byte === 0)) continue;
        const files = [one, { number: 2, bytes: two.bytes.subarray(0, size) }];
        const place = { segment: pathOf(2).slice(5), offset: last, sequence: 5 };
        const found = await student.validate(DIRECTORY, { fs: diskOf(files) });
        const facts = { segments: 2, lastSequence: 4, ...place, affectedBytes: size - last };
        expect(found, `of a file cut off at ${size}`).toMatchObject({ kind: "torn", ...facts });
        expect(found, "the reason").toMatchObject({ reason: expect.stringMatching(/\S/) });
      }
      for (const size of [0, 30]) {
        const files = [one, { number: 2, bytes: two.bytes.subarray(0, size) }];
        const found = await student.validate(DIRECTORY, { fs: diskOf(files) });
        const place = { segment: pathOf(2).slice(5), offset: 0, sequence: 3, affectedBytes: size };
        const facts = { kind: "torn", segments: 2, lastSequence: 2, ...place };
        expect(found, `with ${size} bytes of a last header`).toMatchObject(facts);
      }
    },
  );

  check(
    "5.7-corrupt",
    {
      points: 2,
      rationale:
        "A tool that says OK, or torn, about damage in the middle has destroyed the evidence.",
      hints: [
        "Day 2's diagnosis of a file, day 3's survey of a directory: all of the evidence is there.",
        "The first segment that is not whole decides, and where in it the damage starts.",
        "Damage before a whole segment is corrupt, even where alone it would be torn.",
      ],
      needs: ["5.7-torn"],
    },
    async ({ student, random }) => {
      const [one, two] = logOf(random, [4, 3]);
      for (const [index, { offset, size }] of one.frames.slice(0, 3).entries()) {
        for (const at of [offset + 5, offset + 20, offset + size - 1]) {
          const disk = diskOf([{ number: 1, bytes: damagedAt(one.bytes, at) }, two]);
          const rest = one.bytes.length - offset;
          const place = { segment: pathOf(1).slice(5), offset, affectedBytes: rest };
          const facts = { kind: "corrupt", lastSequence: index, sequence: index + 1, ...place };
          for (const [path, segments] of [
            [DIRECTORY, 2],
            [pathOf(1), 1],
          ] as const) {
            const found = await student.validate(path, { fs: disk });
            expect(found, `byte ${at} of ${path}`).toMatchObject({ ...facts, segments });
          }
        }
      }
      const cut = { number: 1, bytes: one.bytes.subarray(0, one.end - 60) };
      const inDirectory = await student.validate(DIRECTORY, { fs: diskOf([cut, two]) });
      expect(inDirectory, "a segment that is cut off, with a successor").toMatchObject({
        kind: "corrupt",
        segment: pathOf(1).slice(5),
      });
    },
  );

  check(
    "5.7-refuses",
    {
      points: 1,
      rationale: "What cannot be read may be whole. That is no verdict, and no damage.",
      hints: [
        "Nothing there, or unreadable: `WAL_IO`. No segment, or of a newer version: `WAL_UNSUPPORTED`.",
      ],
      needs: ["5.7-clean"],
    },
    async ({ student, random }) => {
      const [one, two] = logOf(random, [2, 2]);
      const newer = reforged(one.bytes.with(8, 2));
      const unreadable = diskOf([one]);
      unreadable.inject({ kind: "read", times: 100 }, { kind: "error" });
      const rows = [
        { disk: new SimDisk(), path: "/nowhere", code: "WAL_IO" },
        { disk: unreadable, code: "WAL_IO" },
        { disk: diskOf([], { "notes.txt": random.bytes(9) }), code: "WAL_UNSUPPORTED" },
        {
          disk: diskOf([{ number: 1, bytes: random.bytes(300).with(0, 1) }]),
          code: "WAL_UNSUPPORTED",
        },
        { disk: diskOf([{ number: 1, bytes: newer }, two]), code: "WAL_UNSUPPORTED" },
        { disk: diskOf([{ number: 1, bytes: newer }]), path: pathOf(1), code: "WAL_UNSUPPORTED" },
      ];
      for (const [index, { disk, path = DIRECTORY, code }] of rows.entries()) {
        const what = `case ${index + 1} of ${rows.length}`;
        expect(await codesOf([student.validate(path, { fs: disk })]), what).toEqual([code]);
        expect(disk.openHandles, "files left open").toBe(0);
      }
    },
  );
});
