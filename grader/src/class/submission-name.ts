/** What a name at the top of a class's folder tells. */
export interface SubmissionName {
  readonly student: string;
  /** Who named it so. */
  readonly from: "course" | "moodle" | "canvas";
}

const ARCHIVE = /\.(zip|tar|tgz|tar\.gz)$/i;
/** `Ada Lovelace_12345_assignsubmission_file_`: full name, id, and the kind of what is in it. */
const MOODLE = /^(.+)_\d+_assignsubmission_file(?:_.*)?$/;
/** `lovelaceada_LATE_1234_5678_labs.zip`: last and first name, ids, and the file's own name. */
const CANVAS = /^([^_]+)(?:_LATE)?_\d+_\d+_.+$/;
const MAX_LENGTH = 200;

/** Whether a file is an archive, by its name. */
export function isArchive(name: string): boolean {
  return ARCHIVE.test(name);
}

/** The student in the name of a folder: of the whole name, unless an LMS made it. */
export function studentOfFolder(name: string): SubmissionName {
  const [, student] = MOODLE.exec(name) ?? [];
  return student ? { student, from: "moodle" } : { student: name, from: "course" };
}

/** The student in the name of an archive. */
export function studentOfArchive(name: string): SubmissionName {
  const stem = name.replace(ARCHIVE, "");
  const moodle = studentOfFolder(stem);
  if (moodle.from === "moodle") return moodle;
  const [, student] = CANVAS.exec(stem) ?? [];
  return student ? { student, from: "canvas" } : { student: stem, from: "course" };
}

/** Why a student cannot be called that, or `undefined`. */
export function nameFlaw(student: string): string | undefined {
  if (student === "" || student.length > MAX_LENGTH) return "It is empty or too long.";
  return /[\p{Cc}\p{Cs}\ufffd]/u.test(student) ? "It has a character that is no text." : undefined;
}
