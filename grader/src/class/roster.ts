import type { Dirent } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { UsageError } from "../course/usage-error.ts";
import { caselessPath } from "../intake/path-flaw.ts";
import { cleanLine } from "../report/clean.ts";
import { isSubmission, unpackClass } from "./class-archive.ts";
import { isArchive, nameFlaw, studentOfArchive, studentOfFolder } from "./submission-name.ts";

/** What one student handed in. */
export interface Handin {
  readonly student: string;
  /** Its name in the class's folder, and of the archive inside where an LMS has put a folder around. */
  readonly source: string;
  /** Where it lies. */
  readonly path: string;
}

/** Everyone who handed something in. */
export interface Roster {
  /** By the student's name. */
  readonly handins: readonly Handin[];
  /** What is in the class's folder and no submission, and why. */
  readonly ignored: readonly string[];
  /** Removes what was unpacked for it; the submissions themselves stay. */
  close(): Promise<void>;
}

/** Files that an instructor may keep beside the submissions. */
const INSTRUCTORS = new Set(["overrides.csv", "overrides.json", "students.csv", "policy.json"]);

/**
 * Finds the submissions of a class in a folder, or in one archive: each folder and each archive at its
 * top is one, named by its student. Names that Moodle and Canvas give to what is downloaded from them
 * are understood. Links are not followed.
 *
 * @throws a {@link UsageError} when there are none, when two are of the same student, or when a name
 * cannot be a student's.
 */
export async function openRoster(path: string): Promise<Roster> {
  if ((await stat(path)).isDirectory()) {
    return { ...(await rosterOf(path, path)), close: async () => undefined };
  }
  const { folder, ignored, remove } = await unpackClass(path);
  try {
    const roster = await rosterOf(folder, path);
    return { ...roster, ignored: [...ignored, ...roster.ignored], close: remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function rosterOf(folder: string, shownAs: string): Promise<Omit<Roster, "close">> {
  const entries = await readdir(folder, { withFileTypes: true });
  if (isSubmission(entries.map(({ name }) => name))) {
    throw new UsageError(
      `${shownAs} looks like one student's work. A class is a folder of such folders, named by ` +
        "student; one submission is graded by: npm run grade -- FOLDER",
    );
  }
  const handins: Handin[] = [];
  const ignored: string[] = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const found = await handinOf(folder, entry);
    if (typeof found === "object") handins.push(found);
    else if (found) ignored.push(`${cleanLine(entry.name)}: ${found}`);
  }
  assertNames(handins, shownAs);
  return { handins: handins.sort((a, b) => (a.student < b.student ? -1 : 1)), ignored };
}

/** What was handed in, or why it is none; nothing to say about what is the instructor's own. */
async function handinOf(folder: string, entry: Dirent): Promise<Handin | string | undefined> {
  const { name } = entry;
  const path = join(folder, name);
  if (INSTRUCTORS.has(name)) return undefined;
  if (name.startsWith(".") || name === "__MACOSX" || name === "node_modules")
    return "It is hidden.";
  if (entry.isDirectory()) return handinOfFolder(folder, name);
  if (!entry.isFile()) return "It is neither a folder nor a file.";
  if (!isArchive(name)) return "It is no archive.";
  return { student: studentOfArchive(name).student, source: name, path };
}

/** Moodle puts a folder around what was handed in: the archive in it is meant, if there is but one. */
async function handinOfFolder(folder: string, name: string): Promise<Handin | string> {
  if (/_assignsubmission_onlinetext(_|$)/.test(name)) return "It is a text written in Moodle.";
  const { student, from } = studentOfFolder(name);
  const path = join(folder, name);
  if (from === "course") return { student, source: name, path };
  const inside = await readdir(path, { withFileTypes: true });
  const [only, ...others] = inside.filter((entry) => !entry.name.startsWith("."));
  if (!only?.isFile() || others.length > 0 || !isArchive(only.name)) {
    return { student, source: name, path };
  }
  return { student, source: `${name}/${only.name}`, path: join(path, only.name) };
}

function assertNames(handins: readonly Handin[], shownAs: string): void {
  if (handins.length === 0) throw new UsageError(`There are no submissions in ${shownAs}.`);
  const bySpelling = new Map<string, Handin>();
  for (const handin of handins) {
    const { student, source } = handin;
    const flaw = nameFlaw(student);
    if (flaw) throw new UsageError(`${quoted(source)} cannot be a student's name. ${flaw}`);
    const other = bySpelling.get(caselessPath(student));
    if (other) throw new UsageError(sameStudent(other, handin));
    bySpelling.set(caselessPath(student), handin);
  }
}

function sameStudent(one: Handin, other: Handin): string {
  return (
    `${quoted(one.source)} and ${quoted(other.source)} are both of a student called ` +
    `${quoted(other.student)}. Rename one of them, or take it away.`
  );
}

function quoted(text: string): string {
  return JSON.stringify(cleanLine(text));
}
