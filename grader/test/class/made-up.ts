import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { BookEntry, BookFacts } from "../../src/class/book.ts";
import type { DayFacts } from "../../src/report/class-report.ts";
import type { CheckFacts, CheckResult, LabReport, Verdict } from "../../src/report/report.ts";

/** Facts of a class that was never graded: two days of two checks each. */
export const FACTS: BookFacts = {
  format: 1,
  courseHash: "c0".repeat(32),
  days: [dayFacts(1), dayFacts(2)],
  ownFoundation: false,
  layers: [{ name: "bubblewrap", active: true, note: "No network." }],
};

/** A folder that is gone after the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "wal-labs-class-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

export function entry(student: string, hash = hashOf(student)): BookEntry {
  return { student, hash, source: `${student}.zip`, problems: [] };
}

/** A hash that is this student's own. */
export function hashOf(student: string): string {
  return Buffer.from(student).toString("hex").padEnd(64, "0").slice(0, 64);
}

/** A lab with one check that passed and one with this verdict. */
export function lab(
  day: number,
  verdict: Verdict = "pass",
  more: Partial<LabReport> = {},
): LabReport {
  const [first, second] = dayFacts(day).checks as [CheckFacts, CheckFacts];
  const checks = [result(first, "pass"), result(second, verdict)];
  const points = verdict === "pass" ? 10 : 4;
  const { title } = dayFacts(day);
  const base = { day, title, verdict, points, outOf: 10, checks, problems: [], output: "" };
  return { ...base, durationMs: 0, ...more };
}

function result(facts: CheckFacts, verdict: Verdict): CheckResult {
  const isPass = verdict === "pass";
  const message = isPass ? "" : "Expected 1, saw 2.";
  const frames = isPass ? [] : ["src/log-file.ts:41"];
  return { ...facts, verdict, message, frames, durationMs: 0 };
}

function dayFacts(number: number): DayFacts {
  const facts = { rationale: "It matters.", hints: ["Look.", "Look here."], needs: [] };
  const check = (id: string, points: number): CheckFacts => {
    return { id: `${number}.${id}`, exercise: `${number}.1`, points, ...facts };
  };
  const checks = [check("1-opens", 4), check("1-syncs", 6)];
  return { number, title: `Day ${number}`, checks };
}
