import type { ClassReport } from "../report/class-report.ts";
import { cleanLine } from "../report/clean.ts";
import { FileError } from "./file-error.ts";
import type { Part } from "./grades.ts";
import { type FilledFile, type FillOptions, fill } from "./lms.ts";
import { numberIn, type Table, type TableRow } from "./table.ts";

/** What goes into a worksheet: it is of one assignment. */
export interface MoodleOptions extends FillOptions {
  /** All days together unless told otherwise. */
  readonly part?: Part;
}

/**
 * The offline grading worksheet of an assignment, as Moodle (in English) lets it be downloaded, with the
 * points of this class: ready to be uploaded there. A grade that Moodle says cannot be changed stays.
 * Where the worksheet takes feedback comments, the instructor's comment goes there.
 *
 * @see Moodle, mod/assign/feedback/offline and mod/assign/gradingtable.php
 * @throws a {@link FileError} as {@link fill}; or when it is no such worksheet.
 */
export async function moodleCsv(
  report: ClassReport,
  worksheet: Table,
  { part = "total", ...options }: MoodleOptions = {},
): Promise<FilledFile> {
  const columns = columnsOf(worksheet);
  const { identifier, fullName, email, idNumber, most, changeable, comments } = columns;
  const cell = ({ cells }: TableRow, column: number) => cells[column]?.trim() ?? "";
  const students = worksheet.rows.map((row) => {
    const participant = cell(row, identifier);
    const address = cell(row, email);
    const ids = [participant, participant.replace(/\D/g, ""), cell(row, idNumber), address];
    return {
      line: row.line,
      label: cleanLine(cell(row, fullName) || participant),
      identity: { ids: [...ids, address.replace(/@.*$/, "")], names: [cell(row, fullName)] },
    };
  });
  const file = {
    table: worksheet,
    students,
    targets: [{ column: columns.grade, part }],
    idColumns: [identifier],
    ...(comments >= 0 && { commentColumn: comments }),
    most: (_: unknown, row: TableRow) => numberIn(cell(row, most)),
    takes: (_: unknown, row: TableRow) => cell(row, changeable).toLowerCase() !== "no",
  };
  return fill(report, file, options);
}

function columnsOf({ file, header }: Table) {
  const names = header.map((name) => name.trim().toLowerCase());
  const columns = {
    identifier: names.indexOf("identifier"),
    fullName: names.indexOf("full name"),
    email: names.indexOf("email address"),
    idNumber: names.indexOf("id number"),
    grade: names.indexOf("grade"),
    most: names.indexOf("maximum grade"),
    changeable: names.indexOf("grade can be changed"),
    modified: names.indexOf("last modified (grade)"),
    comments: names.indexOf("feedback comments"),
  };
  if (columns.identifier >= 0 && columns.grade >= 0 && columns.modified >= 0) return columns;
  const message =
    "It is no grading worksheet of Moodle in English: it needs the columns Identifier, Grade and " +
    "Last modified (grade).";
  throw new FileError(file, [{ where: "line 1", message }]);
}
