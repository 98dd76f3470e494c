import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { DAYS } from "../course/course.ts";
import { UsageError } from "../course/usage-error.ts";
import type { Entry } from "../intake/entry.ts";
import { DEFAULT_LIMITS, type Limits } from "../intake/limits.ts";
import { caselessPath, isSkipped, pathFlaw } from "../intake/path-flaw.ts";
import { sourceEntries } from "../intake/source-entries.ts";
import { cleanLine } from "../report/clean.ts";
import { studentOfFolder } from "./submission-name.ts";

const MEBIBYTE = 1024 * 1024;

/** What an archive of a whole class may weigh. A larger one is to be unpacked by hand. */
export const CLASS_LIMITS: Limits = {
  ...DEFAULT_LIMITS,
  archiveSize: 512 * MEBIBYTE,
  inflatedSize: 512 * MEBIBYTE,
  entries: 500_000,
  fileSize: DEFAULT_LIMITS.archiveSize,
  totalSize: 1024 * MEBIBYTE,
};

/** A class's archive as a folder. */
export interface Unpacked {
  /** What holds the submissions: the archive's one folder, if there is nothing else in it. */
  readonly folder: string;
  /** Entries that were left out, and why. */
  readonly ignored: readonly string[];
  /** Removes the folder. */
  remove(): Promise<void>;
}

/**
 * Unpacks an archive of a class to a temporary folder. Only files with plain paths are written: no
 * link, nothing outside the folder.
 *
 * @throws a {@link UsageError} when it is no archive, damaged, or over a limit. Nothing is left then.
 */
export async function unpackClass(archive: string, limits = CLASS_LIMITS): Promise<Unpacked> {
  const folder = await mkdtemp(join(tmpdir(), "wal-labs-class-"));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const ignored = await unpack(archive, folder, limits);
    return { folder: await innermost(folder), ignored, remove };
  } catch (error) {
    await remove();
    const message = error instanceof Error ? error.message : String(error);
    throw new UsageError(`The archive ${archive} cannot be taken: ${message}`);
  }
}

async function unpack(archive: string, folder: string, limits: Limits): Promise<string[]> {
  const ignored: string[] = [];
  const taken = new Set<string>();
  let [entries, size] = [0, 0];
  for await (const entry of sourceEntries(archive, limits)) {
    if (++entries > limits.entries) throw new Error(`It has more than ${limits.entries} entries.`);
    const path = entry.path.replace(/^(?:\.\/)+/, "");
    if (isSkipped(path) || entry.kind === "folder") continue;
    const flaw = flawOf(entry, path) ?? (taken.has(caselessPath(path)) && "It is there twice.");
    taken.add(caselessPath(path));
    if (flaw) {
      ignored.push(`${cleanLine(entry.path)}: ${flaw}`);
      continue;
    }
    size += await write(entry, folder, path, limits.fileSize);
    if (size > limits.totalSize) throw new Error(`It unpacks to over ${limits.totalSize} bytes.`);
  }
  return ignored;
}

/** Gives the bytes written. */
async function write(entry: Entry, folder: string, path: string, limit: number): Promise<number> {
  try {
    const bytes = await entry.read(limit);
    await mkdir(join(folder, dirname(path)), { recursive: true });
    await writeFile(join(folder, path), bytes, { flag: "wx" });
    return bytes.length;
  } catch (error) {
    // The file system's own message would tell of the temporary folder.
    const isSystems = error instanceof Error && "code" in error;
    const message = isSystems ? `It cannot be written (${error.code}).` : (error as Error).message;
    throw new Error(`${cleanLine(path)}: ${message}`);
  }
}

function flawOf({ kind }: Entry, path: string): string | undefined {
  if (kind !== "file") return "It is no regular file.";
  return pathFlaw(path);
}

/** Many who pack a folder pack the folder itself: then the class is in it. */
async function innermost(folder: string): Promise<string> {
  const [only, ...others] = await readdir(folder, { withFileTypes: true });
  if (!only?.isDirectory() || others.length > 0) return folder;
  if (studentOfFolder(only.name).from !== "course") return folder;
  const inside = join(folder, only.name);
  return isSubmission(await readdir(inside)) ? folder : inside;
}

/** Whether these names lie at the top of one student's work, rather than of a class's. */
export function isSubmission(names: readonly string[]): boolean {
  return names.some((name) => name === "labs" || name === "src" || isDay(name));
}

function isDay(name: string): boolean {
  return DAYS.some(({ slug }) => slug === name);
}
