import type { ClassReport } from "../report/class-report.ts";
import { cleanLine } from "../report/clean.ts";
import { pointsText } from "../report/wording.ts";
import { csvLine, isFormula, keptCell, pointsCell, textCell } from "./cells.ts";
import { FileError, type Flaw } from "./file-error.ts";
import { type Grades, gradesOf, outOf, type Part } from "./grades.ts";
import { type LmsStudent, matchStudents } from "./match.ts";
import { identityOf, type Roster } from "./roster.ts";
import type { Table, TableRow } from "./table.ts";

/** A column of a platform's file and what goes into it. */
export interface Target {
  readonly column: number;
  readonly part: Part;
}

/** A platform's file, understood. */
export interface LmsFile {
  readonly table: Table;
  /** The rows about students, by their line. */
  readonly students: readonly LmsStudent[];
  readonly targets: readonly Target[];
  /** The column that takes the instructor's comment, if there is one. */
  readonly commentColumn?: number;
  /** Columns by which the platform finds a student again: they are never changed. */
  readonly idColumns: readonly number[];
  /** The most that a cell takes; `undefined` if the file does not say. */
  most(target: Target, row: TableRow): number | undefined;
  /** Whether the platform takes a grade there. */
  takes(target: Target, row: TableRow): boolean;
}

/** How grades are filled in. */
export interface FillOptions {
  readonly roster?: Roster;
  /** Grades become shares of what the platform has as the most; else the two must be equal. */
  readonly scale?: boolean;
}

/** A platform's file with grades. */
export interface FilledFile {
  /** The file, in lines. */
  readonly lines: readonly string[];
  /** Cells that got a grade. */
  readonly filled: number;
  /** What was not filled in, and why: for the instructor. */
  readonly notes: readonly string[];
}

/**
 * Fills a class's grades into the file that a platform exported. Its rows and columns stay, in order;
 * so does every cell that gets no grade, unless a spreadsheet would take it for a formula.
 *
 * @throws a {@link FileError} when somebody may be several people, when a formula stands where the
 * platform looks for who it is, or when the platform has another maximum and `scale` is not set.
 */
export async function fill(
  report: ClassReport,
  file: LmsFile,
  { roster, scale = false }: FillOptions = {},
): Promise<FilledFile> {
  const { table, students, targets } = file;
  const grades = await gradesOf(report);
  const identities = [...grades].map(
    ([student, { source }]) =>
      [student, roster?.get(student) ?? identityOf(student, source)] as const,
  );
  const matches = matchStudents(table.file, new Map(identities), students);
  const outOfs = new Map(targets.map(({ part }) => [part, outOf(report, part)]));
  const filler = new Filler(file, grades, outOfs, scale);
  const lines = table.rows.map((row) => filler.line(row, matches.studentAt.get(row.line)));
  if (filler.flaws.size > 0) throw new FileError(table.file, [...filler.flaws.values()]);
  const left = students.filter(({ line }) => !matches.studentAt.has(line));
  const notes = [
    ...matches.unmatched.map((name) => `${shown(name)} has no row: nothing filled in.`),
    ...filler.notes,
    ...left.map(({ line, label }) => `Line ${line} (${label}) has no submission.`),
  ];
  const header = (table.bom ? "\ufeff" : "") + csvLine(table.header, table);
  return { lines: [header, ...lines], filled: filler.filled, notes };
}

/** Fills row after row, and gathers what there is to say about it. */
class Filler {
  filled = 0;
  readonly notes: string[] = [];
  /** By what they say, so that a column is named once and not in every row. */
  readonly flaws = new Map<string, Flaw>();
  readonly #file: LmsFile;
  readonly #grades: ReadonlyMap<string, Grades>;
  readonly #outOfs: ReadonlyMap<Part, number>;
  readonly #scale: boolean;

  constructor(
    file: LmsFile,
    grades: ReadonlyMap<string, Grades>,
    outOfs: ReadonlyMap<Part, number>,
    scale: boolean,
  ) {
    this.#file = file;
    this.#grades = grades;
    this.#outOfs = outOfs;
    this.#scale = scale;
  }

  line(row: TableRow, student: string | undefined): string {
    const cells = row.cells.map((cell, column) => this.#kept(cell, column, row));
    const grades = student === undefined ? undefined : this.#grades.get(student);
    if (student !== undefined && grades) this.#fillIn(cells, row, student, grades);
    return csvLine(cells, this.#file.table);
  }

  #fillIn(cells: string[], row: TableRow, student: string, grades: Grades): void {
    const { targets, commentColumn } = this.#file;
    if (grades.heldBack.length > 0) {
      this.notes.push(`${shown(student)} is held back: ${grades.heldBack.join("; ")}.`);
    }
    for (const target of targets) {
      const points = grades.points.get(target.part);
      if (points === undefined || !this.#file.takes(target, row)) continue;
      cells[target.column] = this.#gradeText(points, target, row);
      this.filled++;
    }
    if (commentColumn === undefined || grades.comment === "") return;
    cells[commentColumn] = textCell(grades.comment);
  }

  #gradeText(points: number, target: Target, row: TableRow): string {
    const { table } = this.#file;
    const most = this.#file.most(target, row);
    const all = this.#outOfs.get(target.part) ?? 0;
    if (!this.#scale && most !== undefined && most !== all) {
      const facts = `The most is ${pointsText(most)} there and ${pointsText(all)} here`;
      const where = cleanLine(table.header[target.column] ?? "");
      this.#flaw(where, `${facts}. Make them equal, or add --scale.`);
    }
    const scales = this.#scale && most !== undefined && all > 0;
    const text = String(pointsCell(scales ? (points * most) / all : points));
    return table.delimiter === ";" ? text.replace(".", ",") : text;
  }

  #kept(cell: string, column: number, { line }: TableRow): string {
    if (!this.#file.idColumns.includes(column)) return keptCell(cell);
    if (isFormula(cell)) {
      const where = `line ${line}, ${cleanLine(this.#file.table.header[column] ?? "")}`;
      this.#flaw(where, "It is a formula, and the platform finds the student by it.");
    }
    return cell;
  }

  #flaw(where: string, message: string): void {
    this.flaws.set(`${where}: ${message}`, { where, message });
  }
}

function shown(name: string): string {
  return JSON.stringify(cleanLine(name, 80));
}
