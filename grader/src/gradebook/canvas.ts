import type { ClassReport } from "../report/class-report.ts";
import { cleanLine } from "../report/clean.ts";
import { FileError, type Flaw } from "./file-error.ts";
import type { Part } from "./grades.ts";
import { type FilledFile, type FillOptions, fill, type LmsFile, type Target } from "./lms.ts";
import type { LmsStudent } from "./match.ts";
import { numberIn, type Table, type TableRow } from "./table.ts";

/** Which of Canvas's columns takes what. */
export interface CanvasOptions extends FillOptions {
  /** By the whole name of the column; the others are found by the words `day 3` in theirs. */
  readonly columns?: ReadonlyMap<Part, string>;
}

const ID_COLUMNS = ["ID", "SIS User ID", "SIS Login ID", "Integration ID"];
/** What Canvas writes where there is no grade to change: excused, and not assigned. */
const NO_GRADES = ["EX", "N/A"];

/**
 * A gradebook that Canvas exported, with the points of this class: ready to be imported there. An
 * assignment's column is called `Title (4711)`; a day goes into the one whose title has the words
 * `day 3` in it. Points are not written where Canvas has `EX` or `N/A`.
 *
 * @see Canvas, lib/gradebook_exporter.rb and lib/gradebook_importer.rb
 * @throws a {@link FileError} as {@link fill}; or when it is no such gradebook, has no column for any
 * of the days, or two for one.
 */
export function canvasCsv(
  report: ClassReport,
  exported: Table,
  options: CanvasOptions = {},
): Promise<FilledFile> {
  const possible = exported.rows.find(isPossible)?.cells;
  const file: LmsFile = {
    table: exported,
    students: studentRows(exported),
    targets: targetsIn(report, exported, possible, options.columns ?? new Map()),
    idColumns: ID_COLUMNS.map((name) => columnOf(exported, name)).filter((index) => index >= 0),
    most: ({ column }) => numberIn(possible?.[column] ?? ""),
    takes: ({ column }, { cells }) =>
      !NO_GRADES.includes((cells[column] ?? "").trim().toUpperCase()),
  };
  return fill(report, file, options);
}

function studentRows(table: Table): readonly LmsStudent[] {
  const names = ["Student", "LastName", "FirstName"].map((name) => columnOf(table, name));
  const ids = ID_COLUMNS.map((name) => columnOf(table, name));
  const [whole = -1, last = -1, first = -1] = names;
  if ((whole < 0 && last < 0) || (ids[0] ?? -1) < 0) {
    const message = "It is no gradebook of Canvas: the columns Student and ID are missing.";
    throw new FileError(table.file, [{ where: "line 1", message }]);
  }
  return table.rows.flatMap((row) => {
    const cell = (column: number) => row.cells[column]?.trim() ?? "";
    const name = cell(whole) || [cell(last), cell(first)].filter((part) => part !== "").join(", ");
    if (isPossible(row) || name === "") return [];
    const found = ids.map(cell).filter((id) => id !== "");
    return [{ line: row.line, label: cleanLine(name), identity: identity(name, found) }];
  });
}

/**
 * Also `Jane Doe` and `doejane` (which is how Canvas names files) for `Doe, Jane`; and the part of an
 * address before the @.
 */
function identity(name: string, ids: readonly string[]): LmsStudent["identity"] {
  const [last = "", first = ""] = name.split(",").map((part) => part.trim());
  const names =
    first === ""
      ? [name]
      : [name, `${first} ${last}`, `${last}${first}`.replace(/[^\p{L}\p{N}]/gu, "")];
  return { ids: ids.flatMap((id) => [id, id.replace(/@.*$/, "")]), names };
}

function targetsIn(
  report: ClassReport,
  table: Table,
  possible: readonly string[] | undefined,
  columns: ReadonlyMap<Part, string>,
): readonly Target[] {
  const parts: Part[] = [...report.days.map(({ number }) => number), "total"];
  const flaws: Flaw[] = [];
  const targets = parts.flatMap((part) => {
    const name = columns.get(part);
    const found = table.header.flatMap((title, column) => {
      const isOpen = !/read\s+only/i.test(possible?.[column] ?? "");
      const fits = name === undefined ? isDay(title, part) : title.trim() === name.trim();
      return fits && isOpen ? [column] : [];
    });
    if (found.length > 1) flaws.push(several(table, part, found));
    if (found.length === 0 && name !== undefined) {
      flaws.push({ where: "line 1", message: `There is no column ${JSON.stringify(name)}.` });
    }
    return found.map((column): Target => ({ column, part }));
  });
  if (flaws.length === 0 && targets.length === 0) {
    const message =
      "No assignment has the words “day 1” (or another day) in its title: see --column.";
    flaws.push({ where: "line 1", message });
  }
  if (flaws.length > 0) throw new FileError(table.file, flaws);
  return targets;
}

/** Only assignments have an id in brackets; `Assignments Current Score` and the like have none. */
function isDay(title: string, part: Part): boolean {
  return /\(\d+\)\s*$/.test(title) && new RegExp(`\\bday[\\s-]*${part}\\b`, "iu").test(title);
}

function several(table: Table, part: Part, columns: readonly number[]): Flaw {
  const names = columns.map((column) => JSON.stringify(table.header[column])).join(", ");
  const message = `Day ${part} may go into ${names}: say which with --column.`;
  return { where: "line 1", message };
}

function columnOf({ header }: Table, name: string): number {
  return header.findIndex((one) => one.trim().toLowerCase() === name.toLowerCase());
}

function isPossible({ cells }: TableRow): boolean {
  return (cells[0] ?? "").includes("Points Possible");
}
