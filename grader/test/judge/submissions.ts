import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { DAYS, type Day, solutionFolder, sourceFiles } from "../../src/course/course.ts";
import type { Submission } from "../../src/intake/submission.ts";
import type { CheckResult, LabReport } from "../../src/report/report.ts";

export const [DAY_1] = DAYS as [Day];

/** An edit of a solution's file: what stands there once, and what takes its place. */
export type Edit = readonly [file: string, from: string, to: string];

/** Day 1's solution with some edits, as if handed in. */
export async function edited(...edits: Edit[]): Promise<Submission> {
  const files = new Map<string, Uint8Array>();
  for (const file of await sourceFiles(DAY_1)) {
    const text = await readFile(join(solutionFolder(DAY_1), file), "utf8");
    const own = edits.filter(([name]) => name === file);
    const changed = own.reduce((before, [, from, to]) => replaced(before, from, to), text);
    files.set(`${DAY_1.slug}/src/${file}`, Buffer.from(changed));
  }
  return { name: "edited", files, ignored: [], problems: [] };
}

/** A check of a report. */
export function checkIn(report: LabReport, id: string): CheckResult {
  const check = report.checks.find((one) => one.id === id);
  if (!check) throw new RangeError(`There is no check ${id}.`);
  return check;
}

function replaced(text: string, from: string, to: string): string {
  if (!text.includes(from)) throw new RangeError(`There is no ${JSON.stringify(from)}.`);
  return text.replace(from, to);
}
