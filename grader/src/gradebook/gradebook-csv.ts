import type { ClassReport, DayFacts } from "../report/class-report.ts";
import type { LabReport, SubmissionReport } from "../report/report.ts";
import { earned } from "../report/scores.ts";
import { verdictOf } from "../report/verdicts.ts";
import { pointsText } from "../report/wording.ts";
import { type Cell, csvLine, pointsCell, textCell } from "./cells.ts";
import { reviewReasons } from "./review.ts";

const BOM = "\ufeff";
const HASH_DIGITS = 12;

/**
 * The class as CSV, a line at a time: a row for each submission, in order. The same class gives the
 * same bytes. Text is safe to open in a spreadsheet; numbers are numbers; a day that was not graded is
 * empty, not 0.
 *
 * | column | what it has |
 * | --- | --- |
 * | `student` | the submission's name |
 * | `submission` | the first digits of its hash |
 * | `Day 1 (150)` … | points of that day, of how many |
 * | `Day 1 tests (12)` … | planted bugs that the student's own tests notice; only if anybody has tests |
 * | `total`, `out of` | over the days graded |
 * | `verdict` | the gravest |
 * | `needs review` | what is suspicious, flaky, a grader error or not graded, until somebody decides |
 * | `problems` | how many there were with files, imports and types |
 * | `decisions` | points and comments of the instructor on days and checks |
 * | `comment` | the instructor's, on the whole |
 * | `course` | the first digits of the course hash |
 */
export async function* gradebookCsv(report: ClassReport): AsyncIterable<string> {
  const tests = await plantedBugs(report);
  const course = hashCell(report.courseHash);
  yield BOM + csvLine(header(report.days, tests));
  for await (const submission of report.submissions()) {
    yield csvLine([...row(submission, report.days, tests), course]);
  }
}

function header(days: readonly DayFacts[], tests: ReadonlyMap<number, number>): string[] {
  return [
    ...["student", "submission"],
    ...days.map(({ number, checks }) => {
      const outOf = checks.reduce((sum, { points }) => sum + points, 0);
      return `Day ${number} (${pointsText(outOf)})`;
    }),
    ...[...tests].map(([day, bugs]) => `Day ${day} tests (${bugs})`),
    ...["total", "out of", "verdict", "needs review", "problems", "decisions", "comment", "course"],
  ];
}

function row(
  submission: SubmissionReport,
  days: readonly DayFacts[],
  tests: ReadonlyMap<number, number>,
): Cell[] {
  const { name, hash, labs, points, outOf, problems, comment } = submission;
  const labOf = (day: number) => labs.find((lab) => lab.day === day);
  const numbers = days.map(({ number }) => number);
  const count = labs.reduce((sum, lab) => sum + lab.problems.length, problems.length);
  return [
    ...[textCell(name), hashCell(hash)],
    ...numbers.map((day) => pointsOf(labOf(day))),
    ...[...tests.keys()].map((day) => noticed(labOf(day))),
    ...[pointsCell(points), pointsCell(outOf), verdictOf(submission)],
    textCell(reviewReasons(submission, numbers).join(" / ")),
    ...[count, textCell(labs.flatMap(decisions).join(" / ")), textCell(comment ?? "")],
  ];
}

/** How many bugs were planted on each day that anybody wrote tests for. */
async function plantedBugs(report: ClassReport): Promise<ReadonlyMap<number, number>> {
  const bugs = new Map<number, number>();
  for await (const { labs } of report.submissions()) {
    for (const { day, tests } of labs) if (tests) bugs.set(day, tests.outOf);
  }
  return new Map([...bugs].sort(([a], [b]) => a - b));
}

function pointsOf(lab: LabReport | undefined): Cell {
  return lab ? pointsCell(lab.points) : "";
}

function noticed(lab: LabReport | undefined): Cell {
  return lab?.tests ? lab.tests.noticed : "";
}

function decisions(lab: LabReport): readonly string[] {
  const checksSum = lab.checks.reduce((sum, check) => sum + earned(check), 0);
  const all = [
    { about: `day ${lab.day}`, found: checksSum, override: lab.override },
    ...lab.checks.map((check) => ({
      about: check.id,
      found: check.verdict === "pass" ? check.points : 0,
      override: check.override,
    })),
  ];
  return all.flatMap(({ about, found, override }) => {
    if (!override) return [];
    const { points, comment, by } = override;
    const change = points === undefined ? "" : ` ${pointsText(found)} to ${pointsText(points)}`;
    return [`${about}${change}: ${comment}${by === undefined ? "" : ` (${by})`}`];
  });
}

/** With a word before it: twelve digits alone may look like a number, and `5e1234` like a huge one. */
function hashCell(hash: string): string {
  return textCell(`sha256:${hash.slice(0, HASH_DIGITS)}`);
}
