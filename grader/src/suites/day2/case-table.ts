import type { DiagnosisKind, Findings } from "@wal-labs/replay";
import { describe, expect } from "vitest";
import { pipelined } from "../pipelined.ts";
import { check } from "./check.ts";

/** The table of the chapter: the first row that agrees with the findings decides. */
const TABLE: readonly (readonly [when: Partial<Findings>, kind: DiagnosisKind])[] = [
  [{ reads: "fail" }, "unreadable"],
  [{ header: "foreign" }, "foreign"],
  [{ header: "newer" }, "newer"],
  [{ wasDurable: true }, "corrupt"],
  [{ header: "none" }, "clean"],
  [{ header: "damaged" }, "corrupt"],
  [{ header: "sound", tail: "none" }, "clean"],
  [{ header: "sound", tail: "zeros" }, "clean"],
  [{ header: "sound", tail: "misplaced" }, "corrupt"],
  [{ isLast: false }, "corrupt"],
  [{ header: "cut-short" }, "torn"],
  [{ header: "sound", tail: "damage" }, "torn"],
];

const KINDS = new Set(TABLE.map(([, kind]) => kind));
const BOTH = [true, false];

describe("Exercise 2.4: the table of cases", () => {
  check(
    "2.4-table",
    {
      points: 4,
      rationale: "A case that nobody thought of is the case that happens at night.",
      hints: [
        "Take the table of the chapter line by line, and write one case for each.",
        "What was durable and is gone is corrupt, however good the file looks.",
        "Only the last segment can be torn.",
      ],
    },
    async ({ student }) => {
      const all = everyFindings();
      const kinds = await pipelined(all, async (findings) => student.caseOf(findings));
      const wrong = all.flatMap((findings, index) => {
        const [got, kind] = [kinds[index], kindOf(findings)];
        return got === kind ? [] : [{ ...findings, kind, got }];
      });
      expect(wrong, "findings that are judged otherwise in the table").toEqual([]);
      const rest = everyFindings(({ header, tail }) => header !== "sound" && tail !== "none");
      const others = await pipelined(rest, async (findings) => student.caseOf(findings));
      const judged = others.filter((kind) => KINDS.has(kind));
      expect(judged.length, "other findings that get a verdict all the same").toBe(rest.length);
    },
  );
});

function kindOf(findings: Findings): DiagnosisKind | undefined {
  const row = TABLE.find(([when]) => {
    return Object.entries(when).every(([name, value]) => findings[name as "reads"] === value);
  });
  return row?.[1];
}

/** Every combination, without those that do not occur: nothing follows what is no sound header. */
function everyFindings(
  occurs = ({ header, tail }: Findings) => header === "sound" || tail === "none",
): Findings[] {
  const headers = ["none", "cut-short", "foreign", "damaged", "newer", "sound"] as const;
  const tails = ["none", "zeros", "damage", "misplaced"] as const;
  const rest = BOTH.flatMap((wasDurable) => BOTH.map((isLast) => ({ wasDurable, isLast })));
  const ends = tails.flatMap((tail) => rest.map((facts) => ({ tail, ...facts })));
  const files = headers.flatMap((header) => ends.map((end) => ({ header, ...end })));
  return (["work", "fail"] as const)
    .flatMap((reads) => files.map((file) => ({ reads, ...file })))
    .filter(occurs);
}
