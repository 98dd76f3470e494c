import { FileError } from "./file-error.ts";
import { readTable } from "./table.ts";

/** What a learning platform calls a student. */
export interface Identity {
  /** Numbers, logins, addresses: what nobody else has. */
  readonly ids: readonly string[];
  /** Names, which two may share. */
  readonly names: readonly string[];
}

/** What each student is called elsewhere, as an instructor wrote it down. */
export type Roster = ReadonlyMap<string, Identity>;

const NAME_COLUMN = "name";
const COLUMNS = ["id", "sis id", "login", "email", NAME_COLUMN];

/**
 * Reads `students.csv`: a column `student` with the names of submissions, and any of `id`, `sis id`,
 * `login`, `email` and `name`, as the platform has them.
 *
 * @throws a {@link FileError} when it is not that, or has a student twice.
 */
export async function readRoster(file: string): Promise<Roster> {
  const table = await readTable(file);
  const columns = table.header.map((name) => name.trim().toLowerCase().replaceAll("_", " "));
  const known = ["student", ...COLUMNS];
  const flaws = columns
    .filter((name) => !known.includes(name))
    .map((name) => `There is no column ${JSON.stringify(name)}: ${known.join(", ")}.`);
  if (!columns.includes("student")) flaws.push("The column student is missing.");
  if (flaws.length > 0) {
    throw new FileError(
      file,
      flaws.map((message) => ({ where: "line 1", message })),
    );
  }
  const roster = new Map<string, Identity>();
  for (const { line, cells } of table.rows) {
    const cell = (name: string) => cells[columns.indexOf(name)]?.trim() ?? "";
    const student = cell("student");
    if (student === "" || roster.has(student)) {
      const message = student === "" ? "The student is missing." : "The student is there twice.";
      throw new FileError(file, [{ where: `line ${line}, student`, message }]);
    }
    const ids = COLUMNS.filter((name) => name !== NAME_COLUMN).map(cell);
    roster.set(student, { ids: ids.filter((id) => id !== ""), names: [cell(NAME_COLUMN)] });
  }
  return roster;
}

/** Moodle names a folder by name, participant and kind. It may be anywhere in a path. */
const MOODLE_FOLDER = /(?:^|[\\/])[^\\/]+_(\d+)_assignsubmission_/;

/**
 * What a student may be called, by the submission alone: its name may be a login, an address, a number
 * or a name; where Moodle named its folder, the participant's number is in there.
 *
 * @param source - the folder or archive that it came from
 */
export function identityOf(student: string, source: string): Identity {
  const participant = MOODLE_FOLDER.exec(source)?.[1];
  return { ids: participant ? [participant] : [student], names: [student] };
}
