import { createWriteStream, existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import { ZipFile } from "yazl";
import { COURSE_ROOT, type Day } from "../../course/course.ts";
import { HandoutError } from "../handout-error.ts";
import { pruneLockfile } from "../lockfile.ts";
import { autograderFiles } from "./autograder-files.ts";

/** How to build an autograder. */
export interface AutograderOptions {
  /** The one day that it grades; by default each day that a submission has files of. */
  readonly day?: Day | undefined;
  /** Replace what is there. */
  readonly force?: boolean;
  readonly root?: string;
}

const SCRIPTS = ["setup.sh", "run_autograder"];
const EXECUTABLE = 0o100755;
const REGULAR = 0o100644;
/** The same course makes the same zip. */
const MTIME = new Date(2026, 0, 1);
/** What only work on the course itself needs. */
const COURSE_ONLY = ["@biomejs/biome", "turbo"];
const COURSE_WORKSPACES = ["docs"];

interface Manifest {
  readonly workspaces: readonly string[];
  readonly scripts: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

/**
 * Builds the zip that an instructor uploads to Gradescope: `setup.sh`, `run_autograder`, and the part
 * of the course that grading needs. The hidden suites are in it: it is for no student.
 *
 * @param out - the zip; it is either whole or as it was
 * @throws a {@link HandoutError} when `out` is there already, or the lockfile cannot be cut down.
 */
export async function buildAutograder(
  out: string,
  { day, force = false, root = COURSE_ROOT }: AutograderOptions = {},
): Promise<void> {
  const target = resolve(out);
  if (existsSync(target) && !force) {
    throw new HandoutError(`${target} is there already. To replace it: --force`);
  }
  await mkdir(dirname(target), { recursive: true });
  const draft = await mkdtemp(join(tmpdir(), "wal-labs-autograder-"));
  try {
    await fill(draft, root);
    const zip = await zipOf(await autograderFiles(root), { root, draft, day });
    const part = `${target}.part`;
    await pipeline(zip.outputStream, createWriteStream(part));
    await rename(part, target);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** What differs from the course: the manifest at the top, and the lockfile that fits it. */
async function fill(draft: string, root: string): Promise<void> {
  const manifests = (await autograderFiles(root)).filter((path) => path.endsWith("/package.json"));
  for (const path of manifests) await cp(join(root, path), join(draft, path));
  const course = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as Manifest;
  const own = `${JSON.stringify(autograderManifest(course), null, 2)}\n`;
  await writeFile(join(draft, "package.json"), own);
  await cp(join(root, "package-lock.json"), join(draft, "package-lock.json"));
  await pruneLockfile(draft);
}

function autograderManifest(course: Manifest): object {
  const { workspaces, scripts, devDependencies } = course;
  const needed = Object.entries(devDependencies).filter(([name]) => !COURSE_ONLY.includes(name));
  return {
    ...course,
    workspaces: workspaces.filter((name) => !COURSE_WORKSPACES.includes(name)),
    scripts: { grade: scripts.grade },
    devDependencies: Object.fromEntries(needed),
  };
}

async function zipOf(
  paths: readonly string[],
  { root, draft, day }: { root: string; draft: string; day: Day | undefined },
): Promise<ZipFile> {
  const zip = new ZipFile();
  const regular = { mode: REGULAR, mtime: MTIME };
  for (const name of SCRIPTS) {
    zip.addFile(join(import.meta.dirname, name), name, { mode: EXECUTABLE, mtime: MTIME });
  }
  for (const name of ["package.json", "package-lock.json"]) {
    zip.addBuffer(await readFile(join(draft, name)), name, regular);
  }
  if (day) zip.addBuffer(Buffer.from(`${day.number}\n`), "day", regular);
  for (const path of paths) zip.addFile(join(root, path), path, regular);
  zip.end();
  return zip;
}
