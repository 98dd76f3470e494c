import type { SimDisk } from "@wal-labs/core/sim";
import { describe, expect } from "vitest";
import { SandboxError } from "../../sandbox/errors.ts";
import { forgeHeader } from "../forged-log.ts";
import { check, type Day3, DIRECTORY, filesOn, pathOf } from "./check.ts";
import {
  damagedAt,
  diskOf,
  forgedCheckpoint,
  forgedLog,
  forgedSegment,
} from "./forged-segments.ts";

describe("Exercise 3.5: open refuses what is not whole", () => {
  check(
    "3.5-refuses",
    {
      points: 2,
      rationale:
        "A log that opens with less than it held has lost it for good: the next record takes its place.",
      hints: [
        "First look at everything, then refuse, and only then begin to change anything.",
        "Not one byte of a refused log is touched, and no leftover removed.",
        "A read that fails says nothing about what is there: WAL_IO.",
      ],
      needs: ["3.5-continues"],
    },
    async ({ student, random }) => {
      const [first, second, third] = forgedLog(random, [3, 3, 3]);
      if (!first || !second || !third) return;
      const sound = diskOf([first, second, third]);
      const log = await student.SegmentedLog.open(DIRECTORY, { fs: sound });
      expect(await log.lastSequence).toBe(9);
      const stranger = forgedSegment(random, 2, 4, 2, { logId: random.bytes(16) });
      const gap = forgedSegment(random, 2, 5, 2);
      const torn = { number: 2, bytes: second.bytes.subarray(0, 200) };
      const rotten = { number: 1, bytes: damagedAt(first.bytes, 64 + 96 + 50) };
      const stump = { number: 2, bytes: second.bytes.subarray(0, 40) };
      const newer = { number: 3, bytes: forgeHeader(third.bytes.slice(0, 64).with(8, 2)) };
      const whole = { number: 3, bytes: third.bytes };
      const foreign = { number: 2, bytes: random.bytes(90).with(0, 1) };
      const corrupted = { code: "WAL_CORRUPTED" };
      const rows = [
        { what: "a missing segment", files: [first, whole], refusal: corrupted },
        { what: "a missing first segment", files: [second, whole], refusal: corrupted },
        {
          what: "a torn segment in the middle",
          files: [first, torn, whole],
          refusal: { ...corrupted, sequence: 5 },
        },
        {
          what: "a damaged record",
          files: [rotten, second, whole],
          refusal: { ...corrupted, sequence: 2 },
        },
        { what: "half a header in the middle", files: [first, stump, whole], refusal: corrupted },
        { what: "a segment of another log", files: [first, stranger], refusal: corrupted },
        { what: "a renamed segment", files: [first, { ...third, number: 2 }], refusal: corrupted },
        { what: "a gap in the sequence", files: [first, gap], refusal: corrupted },
        {
          what: "a foreign file",
          files: [first, foreign],
          refusal: { code: "WAL_UNSUPPORTED" },
        },
        {
          what: "a newer version",
          files: [first, second, newer],
          refusal: { code: "WAL_UNSUPPORTED" },
        },
      ];
      for (const { what, files, refusal } of rows) {
        const disk = diskOf(files, { "0000000000000004.wal.tmp": random.bytes(5) });
        await expectRefused(student, disk, what, refusal);
        expect(disk.openHandles, "files left open").toBe(0);
      }
      const unreadable = diskOf([first, second, third]);
      unreadable.inject({ kind: "read", path: pathOf(2), times: 100 }, { kind: "error" });
      await expectRefused(student, unreadable, "an unreadable segment", { code: "WAL_IO" });
    },
  );

  check(
    "3.5-lost-log",
    {
      points: 2,
      rationale:
        "The checkpoint remembers how far the log came. A log that is lost must not look like a new one.",
      hints: [
        "No segment and no checkpoint is a new log. No segment and a checkpoint is a lost one.",
        "The log ends before its checkpoint, or belongs to another: refuse it.",
      ],
      needs: ["3.5-refuses"],
    },
    async ({ student, random }) => {
      const [first, second] = forgedLog(random, [3, 3]);
      if (!first || !second) return;
      const stump = { number: 1, bytes: first.bytes.subarray(0, 20) };
      const logId = random.bytes(16);
      const at = (sequence: number, fields = {}) => ({
        checkpoint: forgedCheckpoint({ sequence, snapshot: random.bytes(9), ...fields }),
      });
      for (const disk of [diskOf([second], at(3)), diskOf([second], at(6))]) {
        const log = await student.SegmentedLog.open(DIRECTORY, { fs: disk });
        expect(await log.lastSequence).toBe(6);
      }
      const lost = {
        "no segment": diskOf([], at(6)),
        "no segment, before its checkpoint has moved": diskOf([], at(0, { highestFinished: 3 })),
        "a segment too few": diskOf([first], at(6)),
        "a record too few": diskOf([first, second], at(7)),
        "only a segment without a header": diskOf([stump], at(2)),
        "the checkpoint of another log": diskOf([first, second], at(4, { logId })),
        "a damaged checkpoint": diskOf([second], { checkpoint: damagedAt(at(5).checkpoint, 80) }),
      };
      for (const [what, disk] of Object.entries(lost)) {
        await expectRefused(student, disk, what, { code: "WAL_CORRUPTED" });
      }
    },
  );
});

/** The log is refused, by this error, and every byte of it is left as it was. */
async function expectRefused(
  { SegmentedLog }: Day3,
  disk: SimDisk,
  what: string,
  refusal: { code: string; sequence?: number },
): Promise<void> {
  const before = filesOn(disk);
  const found = await SegmentedLog.open(DIRECTORY, { fs: disk }).then(
    () => ({ code: "none: it opened" }),
    (error: { code?: unknown; sequence?: unknown }) => {
      if (error instanceof SandboxError) throw error;
      return { code: error.code, sequence: error.sequence };
    },
  );
  expect(found, `the refusal of a log with ${what}`).toMatchObject(refusal);
  expect(filesOn(disk), `the directory of a log with ${what}`).toEqual(before);
}
