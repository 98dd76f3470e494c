import { join } from "node:path";
import type { Policy } from "../policy/policy.ts";
import { studentView } from "../policy/student-view.ts";
import { writeClassPages, writeStudentPages } from "../report/class/class-pages.ts";
import type { ClassReport } from "../report/class-report.ts";
import { gradebookCsv } from "./gradebook-csv.ts";
import { writeWhole } from "./write-whole.ts";

/** Whom pages are for, and when. */
export interface PublishOptions {
  /** What students may see. */
  readonly policy: Policy;
  /** When they look. */
  readonly at: Date;
}

/**
 * Writes what a graded class is for, into the folder of its book: `gradebook.csv`, `report/` with the
 * instructor's pages, `students/` with a page for each student to read. Gives the paths.
 */
export async function publishClass(
  report: ClassReport,
  directory: string,
  { policy, at }: PublishOptions,
): Promise<readonly string[]> {
  const [gradebook, pages, students] = ["gradebook.csv", "report", "students"].map((name) =>
    join(directory, name),
  ) as [string, string, string];
  await writeWhole(gradebook, gradebookCsv(report));
  await writeClassPages(report, pages);
  await writeStudentPages(report, students, (one) => studentView(one, policy, { at }));
  return [gradebook, pages, students];
}
