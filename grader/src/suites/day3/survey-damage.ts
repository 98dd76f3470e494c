import { describe, expect } from "vitest";
import { forgeHeader } from "../forged-log.ts";
import { check, DIRECTORY, pathOf } from "./check.ts";
import {
  damagedAt,
  diskOf,
  forgedCheckpoint,
  forgedLog,
  forgedSegment,
} from "./forged-segments.ts";

describe("Exercise 3.4: survey meets what is missing, and what is not its own", () => {
  check(
    "3.4-missing",
    {
      points: 2,
      rationale: "Names tell which segments there should be. A hole in them is a hole in the log.",
      hints: [
        "Each number is one more than that of the segment before it, in the name and the header.",
        "Each first sequence is one more than the last sequence of the segment before it.",
        "Before the first one, the checkpoint says how much may be gone.",
      ],
      needs: ["3.4-sound-log"],
    },
    async ({ student, random }) => {
      const [first, second, third] = forgedLog(random, [3, 3, 3]);
      if (!first || !second || !third) return;
      const early = { checkpoint: forgedCheckpoint({ sequence: 2 }) };
      const enough = { checkpoint: forgedCheckpoint({ sequence: 3 }) };
      const gap = forgedSegment(random, 2, 5, 3);
      const overlap = forgedSegment(random, 2, 3, 4);
      const rows = [
        { files: [first, third], cases: ["whole", "missing"] },
        { files: [second, third], cases: ["gap", "whole"] },
        { files: [second, third], others: early, cases: ["gap", "whole"] },
        { files: [second, third], others: enough, cases: ["whole", "whole"] },
        { files: [first, gap], cases: ["whole", "gap"] },
        { files: [first, overlap], cases: ["whole", "gap"] },
        { files: [first, { ...third, number: 2 }], cases: ["whole", "missing"] },
        { files: [{ ...first, number: 5 }], cases: ["missing"] },
      ];
      for (const { files, others = {}, cases } of rows) {
        const { segments } = await student.survey(diskOf(files, others), DIRECTORY);
        const named = `of ${files.map(({ number }) => number)}`;
        expect(
          segments.map(({ found }) => found),
          named,
        ).toEqual(cases);
      }
    },
  );

  check(
    "3.4-not-its-own",
    {
      points: 2,
      rationale:
        "A segment that was copied from another log verifies, and is somebody else's data.",
      hints: [
        "Compare the log id with that of the other segments, and of the checkpoint.",
        "A foreign file and a newer version are day 2's cases: hand them on.",
      ],
      needs: ["3.4-sound-log"],
    },
    async ({ student, random }) => {
      const [first, second] = forgedLog(random, [2, 2]);
      if (!first || !second) return;
      const logId = random.bytes(16);
      const stranger = forgedSegment(random, 2, 3, 2, { logId });
      const newer = forgeHeader(second.bytes.slice(0, 64).with(8, 2));
      const rows = [
        { files: [first, stranger], found: ["whole", "foreign-log"] },
        {
          files: [first, { number: 2, bytes: random.bytes(300).with(0, 1) }],
          found: ["whole", "foreign"],
        },
        { files: [first, { number: 2, bytes: newer }], found: ["whole", "newer"] },
      ];
      for (const { files, found } of rows) {
        const { segments } = await student.survey(diskOf(files), DIRECTORY);
        expect(segments.map((segment) => segment.found)).toEqual(found);
      }
      const checkpoint = forgedCheckpoint({ sequence: 1, logId });
      const { segments } = await student.survey(diskOf([first, second], { checkpoint }), DIRECTORY);
      expect(segments[0]?.found, "with the checkpoint of another log").toBe("foreign-log");
    },
  );

  check(
    "3.4-unreadable",
    {
      points: 1,
      rationale: "What cannot be read may be whole. Nothing may be concluded from it.",
      hints: [
        "`diagnose` never throws: `unreadable` is one of its kinds.",
        "A checkpoint that is damaged is no missing checkpoint: survey throws what reading it throws.",
      ],
      needs: ["3.4-sound-log"],
    },
    async ({ student, random }) => {
      const segments = forgedLog(random, [2, 2]);
      const disk = diskOf(segments);
      disk.inject({ kind: "read", path: pathOf(2), times: 100 }, { kind: "error" });
      const found = await student.survey(disk, DIRECTORY);
      expect(found.segments.map(({ found }) => found)).toEqual(["whole", "unreadable"]);
      expect(disk.openHandles, "files left open").toBe(0);
      const checkpoint = damagedAt(forgedCheckpoint({ sequence: 2 }), 70);
      const damaged = student.survey(diskOf(segments, { checkpoint }), DIRECTORY);
      await expect(damaged).rejects.toMatchObject({ code: "WAL_CORRUPTED" });
      disk.inject({ kind: "readdir" }, { kind: "error" });
      const unlisted = student.survey(disk, DIRECTORY);
      await expect(unlisted).rejects.toMatchObject({ code: "WAL_IO" });
    },
  );
});
