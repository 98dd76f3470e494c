import { check50Json } from "../formats/check50.ts";
import { gradescopeResults, UnjudgedError } from "../formats/gradescope/results.ts";
import { gradescopeViews } from "../formats/gradescope/views.ts";
import { junitReport } from "../formats/junit.ts";
import type { Policy } from "../policy/policy.ts";
import { studentView } from "../policy/student-view.ts";
import { writeClassPages, writeStudentPages } from "../report/class/class-pages.ts";
import type { ClassReport } from "../report/class-report.ts";
import { cleanLine } from "../report/clean.ts";
import type { SubmissionReport } from "../report/report.ts";
import { slugsOf } from "../report/slugs.ts";
import { countText } from "../report/wording.ts";
import { canvasCsv } from "./canvas.ts";
import { gradebookCsv } from "./gradebook-csv.ts";
import type { Part } from "./grades.ts";
import type { FilledFile } from "./lms.ts";
import { moodleCsv } from "./moodle.ts";
import type { Roster } from "./roster.ts";
import { readTable } from "./table.ts";
import { type NewFile, writeFolder, writeWhole } from "./write-whole.ts";

/** What an export needs beside the class. */
export interface ExportContext {
  readonly policy: Policy;
  /** What students may see then is what they get. */
  readonly at: Date;
  readonly roster?: Roster;
  readonly scale: boolean;
  /** Where Canvas's and Moodle's files go. */
  readonly out?: string;
  /** Columns of Canvas by what goes into them. */
  readonly columns: ReadonlyMap<Part, string>;
  /** What goes into Moodle's worksheet. */
  readonly part: Part;
  /** Tells the instructor something that is no error. */
  note(text: string): void;
}

/** Writes a class to a file or folder. */
export type Export = (report: ClassReport, path: string, context: ExportContext) => Promise<void>;

/** Every format, by the name of its option. What fails leaves an older export as it was. */
export const EXPORTS = {
  csv: (report, file) => writeWhole(file, gradebookCsv(report)),
  junit: (report, file) => writeWhole(file, junitReport(report.submissions())),
  html: (report, folder) => writeClassPages(report, folder),
  feedback: (report, folder, { policy, at }) =>
    writeStudentPages(report, folder, (submission) => studentView(submission, policy, { at })),
  check50: (report, folder, { policy, at }) =>
    writeFolder(
      folder,
      jsonFiles(report, (submission) => check50Json(studentView(submission, policy, { at }))),
    ),
  gradescope: (report, folder, context) =>
    writeFolder(
      folder,
      jsonFiles(report, (submission) => gradescopeOf(submission, report.courseHash, context)),
    ),
  canvas: async (report, file, context) => {
    await writeFilled(await canvasCsv(report, await readTable(file), context), context);
  },
  moodle: async (report, file, context) => {
    await writeFilled(await moodleCsv(report, await readTable(file), context), context);
  },
} as const satisfies Readonly<Record<string, Export>>;

/** A file for each student; none where there is nothing to write. */
async function* jsonFiles(
  report: ClassReport,
  json: (submission: SubmissionReport) => object | undefined,
): AsyncIterable<NewFile> {
  const slugs = slugsOf(report.students.map((name) => cleanLine(name)));
  const slugOf = new Map(report.students.map((name, index) => [name, slugs[index]]));
  for await (const submission of report.submissions()) {
    const value = json(submission);
    const name = `${slugOf.get(submission.name)}.json`;
    if (value) yield { name, chunks: [`${JSON.stringify(value, null, 2)}\n`] };
  }
}

function gradescopeOf(
  submission: SubmissionReport,
  courseHash: string,
  { policy, at, note }: ExportContext,
): object | undefined {
  try {
    return gradescopeResults(gradescopeViews(submission, policy, { at }), { courseHash });
  } catch (error) {
    if (!(error instanceof UnjudgedError)) throw error;
    note(`${JSON.stringify(cleanLine(submission.name))}: ${error.message}`);
    return undefined;
  }
}

async function writeFilled(
  { lines, filled, notes }: FilledFile,
  { out, note }: ExportContext,
): Promise<void> {
  if (out === undefined) throw new Error("There is no file to write grades to.");
  await writeWhole(out, lines);
  for (const one of notes) note(one);
  note(`${countText(filled, "grade")} filled in.`);
}
