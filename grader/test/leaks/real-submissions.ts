import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { COURSE_ROOT, DAYS, type Day } from "../../src/course/course.ts";
import type { Judge } from "../../src/judge/judge.ts";
import type { LabReport, SubmissionReport } from "../../src/report/report.ts";

/** A submission that tells all it can find out about where it runs. */
const SNOOPER = `
import * as reference from "@wal-labs/checksum";
const sources = Object.values(reference).map((value) => String(value));
console.log([...sources, String(reference.LogFile.prototype.append), new Error().stack].join("\\n"));
console.log(JSON.stringify(process), process.argv.join(), process.cwd(), JSON.stringify(process.env));
`;

/** Samples that fail in ways of their own: with a story, with frames, with hostile text, before running. */
const SAMPLES = [
  ["never-syncs", 1, "1.7-sync-before-resolve"],
  ["honest-half", 1, "1.5-short-writes"],
  ["attacks", 1, "1.3-covers-everything"],
  ["does-not-compile", 1, "1.3-vectors"],
] as const;

/** Judged submissions, one for each of the samples, and one that snoops. */
export async function judgedSubmissions(judge: Judge): Promise<SubmissionReport[]> {
  const submissions: SubmissionReport[] = [];
  for (const [sample, day, only] of SAMPLES) {
    const folder = join(COURSE_ROOT, "grader/samples", sample, "labs", dayOf(day).slug);
    submissions.push(submissionOf(sample, await judge.judgeFolder(folder, dayOf(day), { only })));
  }
  return [...submissions, submissionOf("snooper", await judgedSnooper(judge))];
}

async function judgedSnooper(judge: Judge): Promise<LabReport> {
  const day = dayOf(2);
  const folder = await mkdtemp(join(tmpdir(), "wal-labs-snooper-"));
  try {
    const index = join(folder, "src/index.ts");
    await cp(join(COURSE_ROOT, "labs", day.slug, "src"), join(folder, "src"), { recursive: true });
    await writeFile(index, SNOOPER + (await readFile(index, "utf8")));
    return await judge.judgeFolder(folder, day, { only: "2.2-visits" });
  } finally {
    await rm(folder, { recursive: true });
  }
}

function submissionOf(name: string, lab: LabReport): SubmissionReport {
  const { points, outOf, durationMs } = lab;
  const source = `/srv/submissions/${name}`;
  return { name, source, hash: name, points, outOf, labs: [lab], problems: [], durationMs };
}

function dayOf(number: number): Day {
  const day = DAYS[number - 1];
  if (day) return day;
  throw new Error(`There is no day ${number}.`);
}
