import { existsSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import {
  availableDays,
  COURSE_ROOT,
  type Day,
  filesIn,
  labFolder,
  solutionFolder,
  sourceFiles,
} from "../course/course.ts";
import { deriveStub } from "./derive.ts";

/** A file in `labs/` that is not what its solution says it should be. */
export interface StubChange {
  /** Relative to the course, with `/`. */
  readonly path: string;
  /** `undefined` when the file is missing. */
  readonly before: string | undefined;
  /** `undefined` when the file has no solution any more. */
  readonly after: string | undefined;
}

/**
 * What it takes to bring the labs of all available days up to date. Writes nothing.
 *
 * @throws a `StubError` when a solution cannot be made into a stub.
 */
export async function findStubChanges(root: string = COURSE_ROOT): Promise<StubChange[]> {
  const changes = await Promise.all(availableDays(root).map((day) => changesOf(day, root)));
  return changes.flat();
}

/** Carries out the changes that {@link findStubChanges} gave for the same `root`. */
export async function applyStubChanges(
  changes: readonly StubChange[],
  root: string = COURSE_ROOT,
): Promise<void> {
  for (const { path, after } of changes) {
    const file = join(root, path);
    if (after === undefined) {
      await rm(file);
    } else {
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, after);
    }
  }
}

async function changesOf(day: Day, root: string): Promise<StubChange[]> {
  const lab = labFolder(day, root);
  const sources = await sourceFiles(day, root);
  const present = existsSync(lab) ? await filesIn(lab) : [];
  const changes: StubChange[] = [];
  for (const name of new Set([...sources, ...present])) {
    const before = present.includes(name) ? await readFile(join(lab, name), "utf8") : undefined;
    const after = sources.includes(name) ? await stubOf(day, name, root) : undefined;
    if (before !== after) changes.push({ path: `labs/${day.slug}/src/${name}`, before, after });
  }
  return changes;
}

async function stubOf(day: Day, name: string, root: string): Promise<string> {
  const source = await readFile(join(solutionFolder(day, root), name), "utf8");
  return deriveStub(source, `solutions/${day.slug}/src/${name}`);
}
