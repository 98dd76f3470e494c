import type { SegmentCase, SegmentFindings } from "@wal-labs/rotation";
import { describe, expect } from "vitest";
import { pipelined } from "../pipelined.ts";
import { check } from "./check.ts";

const FILES = ["clean", "torn", "corrupt", "unreadable", "foreign", "newer"] as const;

describe("Exercise 3.4: the table of cases", () => {
  check(
    "3.4-table",
    {
      points: 3,
      rationale:
        "The same bytes are a crash in the last segment and a loss in any other: the place decides.",
      hints: [
        "What cannot be read, or is no segment of this version, is just that, wherever it lies.",
        "Then: is it the next one? has it a header? is it of this log? does its sequence follow?",
        "Only then does it matter what is in it, and only the last one may be torn.",
      ],
    },
    async ({ student }) => {
      const findings = [...allFindings()];
      const found = await pipelined(findings, async (each) => student.segmentCaseOf(each));
      const wrong = findings.flatMap((each, index) => {
        const expected = expectedCase(each);
        return found[index] === expected ? [] : [{ ...each, expected, saw: found[index] }];
      });
      expect(wrong.length, `rows judged differently, such as ${JSON.stringify(wrong[0])}`).toBe(0);
    },
  );
});

function* allFindings(): Generator<SegmentFindings> {
  for (const file of FILES) {
    for (let bits = 0; bits < 32; bits++) {
      const [hasHeader = false, isLast = false, numberFollows = false, isSameLog = false] = [
        ...[1, 2, 4, 8].map((bit) => (bits & bit) !== 0),
      ];
      const sequenceFollows = (bits & 16) !== 0;
      yield { file, hasHeader, isLast, numberFollows, isSameLog, sequenceFollows };
    }
  }
}

/** The chapter's table: the first line that fits. */
function expectedCase(findings: SegmentFindings): SegmentCase {
  const { file, hasHeader, isLast, numberFollows, isSameLog, sequenceFollows } = findings;
  const lines: [fits: boolean, SegmentCase][] = [
    [file === "unreadable", "unreadable"],
    [file === "foreign", "foreign"],
    [file === "newer", "newer"],
    [!numberFollows, "missing"],
    [!hasHeader && isLast && file !== "corrupt", "unborn"],
    [!hasHeader, "damaged"],
    [!isSameLog, "foreign-log"],
    [!sequenceFollows, "gap"],
    [file === "corrupt", "damaged"],
    [file === "torn" && !isLast, "damaged"],
    [file === "torn", "torn"],
  ];
  return lines.find(([fits]) => fits)?.[1] ?? "whole";
}
