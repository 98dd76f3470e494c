import type { ClassReport } from "../report/class-report.ts";
import type { SubmissionReport } from "../report/report.ts";
import { openChecks, reviewReasons } from "./review.ts";

/** What of a class goes into a platform's column: a day's points, or those of all days. */
export type Part = number | "total";

/** What a student got, numbers only. */
export interface Grades {
  /** The folder or archive that they were given for. */
  readonly source: string;
  /** `undefined`: not graded, or a person has to look at it first. */
  readonly points: ReadonlyMap<Part, number | undefined>;
  /** Why something is held back; nothing if nothing is. */
  readonly heldBack: readonly string[];
  readonly comment: string;
}

/** Everybody's grades, by student. */
export async function gradesOf(report: ClassReport): Promise<ReadonlyMap<string, Grades>> {
  const days = report.days.map(({ number }) => number);
  const grades = new Map<string, Grades>();
  for await (const one of report.submissions()) grades.set(one.name, gradesOfOne(one, days));
  return grades;
}

/** How many points there are in a part of the class. */
export function outOf(report: ClassReport, part: Part): number {
  const days = report.days.filter(({ number }) => part === "total" || part === number);
  return days.flatMap(({ checks }) => checks).reduce((sum, { points }) => sum + points, 0);
}

function gradesOfOne(submission: SubmissionReport, days: readonly number[]): Grades {
  const heldBack = reviewReasons(submission, days);
  const points = new Map<Part, number | undefined>(
    days.map((day) => {
      const lab = submission.labs.find((one) => one.day === day);
      return [day, lab && openChecks(lab).length === 0 ? lab.points : undefined];
    }),
  );
  points.set("total", heldBack.length > 0 ? undefined : submission.points);
  const { source, comment = "" } = submission;
  return { source, points, heldBack, comment };
}
