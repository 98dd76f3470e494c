import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join, sep } from "node:path";
import { fileURLToPath } from "node:url";

/** One day of the course: a lab, and the solution it is derived from. */
export interface Day {
  /** Counts from 1. */
  readonly number: number;
  /** Its folder in `labs/` and in `solutions/`. */
  readonly slug: string;
  /** What later days import it by, on either side. */
  readonly packageName: string;
  readonly title: string;
}

/** The five days, in order, whether or not they are available yet. */
export const DAYS: readonly Day[] = [
  day(1, "checksum", "Types and checksum, the first log file"),
  day(2, "replay", "Torn or corrupt: recover and replay"),
  day(3, "rotation", "Segments, checkpoints and the cleaner"),
  day(4, "concurrency", "One log, many writers"),
  day(5, "batching", "Group commit and measuring"),
];

/** The folder that holds `labs/`, `solutions/`, `grader/` and `docs/`. */
export const COURSE_ROOT: string = fileURLToPath(new URL("../../..", import.meta.url));

/** The days that have a solution under `root`, and so can be handed out and graded. */
export function availableDays(root: string = COURSE_ROOT): readonly Day[] {
  return DAYS.filter((day) => existsSync(join(root, "solutions", day.slug, "src")));
}

/** Where the solution of a day lies. */
export function solutionFolder(day: Day, root: string = COURSE_ROOT): string {
  return join(root, "solutions", day.slug, "src");
}

/** Where the blanks of a day lie. */
export function labFolder(day: Day, root: string = COURSE_ROOT): string {
  return join(root, "labs", day.slug, "src");
}

/**
 * The source files of an available day: what its stub has, what a student hands in. Paths are
 * relative to `src`, with `/`, in order.
 */
export function sourceFiles(day: Day, root: string = COURSE_ROOT): Promise<string[]> {
  return filesIn(solutionFolder(day, root), (path) => path.endsWith(".ts"));
}

/** The regular files below `folder` that `wanted` accepts, relative to it, with `/`, in order. */
export async function filesIn(
  folder: string,
  wanted: (path: string) => boolean = () => true,
): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(folder, sep).length))
    .map((path) => path.replaceAll(sep, "/"))
    .filter(wanted)
    .sort();
}

function day(number: number, noun: string, title: string): Day {
  return { number, slug: `day${number}-${noun}`, packageName: `@wal-labs/${noun}`, title };
}
