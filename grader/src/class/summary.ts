import Table from "cli-table3";
import type { ClassReport, DayFacts } from "../report/class-report.ts";
import type { LabReport, Verdict } from "../report/report.ts";
import { countText, pointsText } from "../report/wording.ts";

const REVIEWED = ["suspicious", "flaky"] as const satisfies readonly Verdict[];

interface DaySum {
  readonly day: DayFacts;
  graded: number;
  points: number;
  /** Labs in which every check passed. */
  whole: number;
}

/** A class in a few lines: how each day went, and how many results wait for a person. */
export async function classSummary(report: ClassReport): Promise<string> {
  const sums = report.days.map((day): DaySum => ({ day, graded: 0, points: 0, whole: 0 }));
  const reviewed = new Map<Verdict, number>();
  for await (const { labs } of report.submissions()) {
    for (const lab of labs) {
      add(sums.find(({ day }) => day.number === lab.day) as DaySum, lab);
      for (const verdict of REVIEWED) {
        if (lab.checks.some((check) => check.verdict === verdict)) {
          reviewed.set(verdict, (reviewed.get(verdict) ?? 0) + 1);
        }
      }
    }
  }
  const head = `${countText(report.students.length, "submission")}, course ${report.courseHash.slice(0, 12)}`;
  return [head, table(sums), ...reviewLines(reviewed), ""].join("\n");
}

function add(sum: DaySum, lab: LabReport): void {
  sum.graded += 1;
  sum.points += lab.points;
  if (lab.verdict === "pass") sum.whole += 1;
}

function table(sums: readonly DaySum[]): string {
  const rows = sums.map(({ day, graded, points, whole }) => {
    const outOf = day.checks.reduce((sum, check) => sum + check.points, 0);
    const mean = graded > 0 ? pointsText(points / graded) : "–";
    return [`day ${day.number}`, String(graded), mean, pointsText(outOf), String(whole)];
  });
  const made = new Table({
    head: ["", "graded", "mean", "out of", "all passed"],
    style: { head: [], border: [], compact: true },
    colAligns: ["left", "right", "right", "right", "right"],
  });
  made.push(...rows);
  return made.toString();
}

function reviewLines(reviewed: ReadonlyMap<Verdict, number>): string[] {
  const counts = REVIEWED.map((verdict) => [verdict, reviewed.get(verdict) ?? 0] as const);
  const some = counts.filter(([, count]) => count > 0);
  if (some.length === 0) return [];
  const text = some.map(([verdict, count]) => `${countText(count, "lab")} ${verdict}`).join(", ");
  return [`For a person to look at: ${text}.`];
}
