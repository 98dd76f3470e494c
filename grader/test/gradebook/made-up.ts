import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { classReportOf } from "../../src/gradebook/class-report-of.ts";
import type { ClassReport } from "../../src/report/class-report.ts";
import type {
  CheckFacts,
  GradeReport,
  LabReport,
  SubmissionReport,
  Verdict,
} from "../../src/report/report.ts";
import { gravest } from "../../src/report/verdicts.ts";

/** Points of every check of a day, by its id. */
const CHECKS: readonly (readonly [string, number])[] = [
  ["1.3-crc", 6],
  ["1.7-sync", 10],
  ["2.1-scan", 4],
  ["2.4-torn", 5],
];

/** Two days: 16 and 9 points. */
export const OUT_OF = { 1: 16, 2: 9, total: 25 } as const;

/** A submission whose checks got these verdicts, in order; a pass where nothing is said. */
export function madeUp(
  name: string,
  verdicts: Readonly<Record<string, Verdict>> = {},
  more: Partial<SubmissionReport> = {},
): SubmissionReport {
  const labs = [1, 2].map((day) => labOf(day, verdicts));
  const points = labs.reduce((sum, lab) => sum + lab.points, 0);
  const hash = "5e12".repeat(16);
  const source = `/srv/class/${name}`;
  const outOf = OUT_OF.total;
  return { name, source, hash, points, outOf, labs, problems: [], durationMs: 5, ...more };
}

/** A few submissions as a run of the grader. */
export function runOf(
  submissions: readonly SubmissionReport[],
  courseHash = "ab".repeat(32),
): GradeReport {
  const startedAt = "2026-11-21T12:47:03.120Z";
  return { format: 1, courseHash, startedAt, durationMs: 9, layers: [], submissions };
}

/** A few submissions as a class. */
export function classOf(
  submissions: readonly SubmissionReport[],
  courseHash?: string,
): ClassReport {
  return classReportOf(runOf(submissions, courseHash));
}

/** A file in a folder that is gone after the test. */
export async function fileWith(content: string | Uint8Array, name = "table.csv"): Promise<string> {
  const file = join(await folderForTest(), name);
  await writeFile(file, content);
  return file;
}

/** A folder that is gone after the test. */
export async function folderForTest(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "gradebook-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

/** All of it. */
export async function collected<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

function labOf(day: number, verdicts: Readonly<Record<string, Verdict>>): LabReport {
  const checks = CHECKS.filter(([id]) => id.startsWith(`${day}.`)).map(([id, points]) => {
    const exercise = id.slice(0, 3);
    const facts: CheckFacts = { id, exercise, points, rationale: "Why.", hints: [], needs: [] };
    return { ...facts, verdict: verdicts[id] ?? "pass", message: "", frames: [], durationMs: 1 };
  });
  const sum = (some: typeof checks) => some.reduce((total, { points }) => total + points, 0);
  return {
    day,
    title: `Day ${day}`,
    verdict: gravest(checks.map(({ verdict }) => verdict)),
    points: sum(checks.filter(({ verdict }) => verdict === "pass")),
    outOf: sum(checks),
    checks,
    problems: [],
    output: "",
    durationMs: 2,
  };
}
