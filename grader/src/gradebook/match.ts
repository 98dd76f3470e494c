import { FileError, type Flaw } from "./file-error.ts";
import type { Identity } from "./roster.ts";

/** A row of a platform's file that is about a student. */
export interface LmsStudent {
  readonly line: number;
  /** How it is called in messages. */
  readonly label: string;
  readonly identity: Identity;
}

/** Who is who. */
export interface Matches {
  /** Students by the line of their row. */
  readonly studentAt: ReadonlyMap<number, string>;
  /** Students without a row, in order. */
  readonly unmatched: readonly string[];
}

/**
 * Finds each student's row: by what only they have; by name if there is nothing like that.
 *
 * @throws a {@link FileError} that lists every student who may be several rows, and every row that may
 * be several students.
 */
export function matchStudents(
  file: string,
  students: ReadonlyMap<string, Identity>,
  rows: readonly LmsStudent[],
): Matches {
  const byId = indexed(rows, ({ identity }) => identity.ids);
  const byName = indexed(rows, ({ identity }) => identity.names);
  const studentsAt = new Map<LmsStudent, string[]>();
  const unmatched: string[] = [];
  const flaws: Flaw[] = [];
  for (const [student, { ids, names }] of students) {
    const certain = lookUp(byId, ids);
    const found = certain.length > 0 ? certain : lookUp(byName, names);
    const [row] = found;
    if (found.length > 1) flaws.push(manyRows(student, found));
    else if (row) studentsAt.set(row, [...(studentsAt.get(row) ?? []), student]);
    else unmatched.push(student);
  }
  for (const [row, some] of studentsAt) if (some.length > 1) flaws.push(manyStudents(row, some));
  if (flaws.length > 0) throw new FileError(file, flaws);
  const studentAt = [...studentsAt].map(([{ line }, [one = ""]]) => [line, one] as const);
  return { studentAt: new Map(studentAt), unmatched };
}

type Index = ReadonlyMap<string, readonly LmsStudent[]>;

function indexed(
  rows: readonly LmsStudent[],
  keysOf: (row: LmsStudent) => readonly string[],
): Index {
  const index = new Map<string, LmsStudent[]>();
  for (const row of rows) {
    for (const key of new Set(keysOf(row).map(folded))) {
      if (key !== "") index.set(key, [...(index.get(key) ?? []), row]);
    }
  }
  return index;
}

function lookUp(index: Index, keys: readonly string[]): readonly LmsStudent[] {
  return [...new Set(keys.flatMap((key) => index.get(folded(key)) ?? []))];
}

/** The same for `Jane Doe`, `jane-doe` and `jane_doe`. */
function folded(text: string): string {
  return text
    .normalize("NFC")
    .toLowerCase()
    .replace(/[\s_-]+/g, " ")
    .trim();
}

function manyRows(student: string, rows: readonly LmsStudent[]): Flaw {
  const labels = rows.map(({ line, label }) => `line ${line} (${label})`).join(", ");
  return {
    where: "",
    message: `${JSON.stringify(student)} may be ${labels}: say which in a file for --students.`,
  };
}

function manyStudents({ line, label }: LmsStudent, students: readonly string[]): Flaw {
  const names = students.map((name) => JSON.stringify(name)).join(", ");
  return {
    where: `line ${line}`,
    message: `${label} may be ${names}: say which in a file for --students.`,
  };
}
