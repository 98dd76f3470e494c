import { existsSync } from "node:fs";
import {
  chmod,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  writeFile,
} from "node:fs/promises";
import { basename, dirname, isAbsolute, join, relative, resolve } from "node:path";
import { availableDays, COURSE_ROOT } from "../course/course.ts";
import { findStubChanges } from "../stubs/stub-changes.ts";
import { handoutFiles } from "./contents.ts";
import { HandoutError } from "./handout-error.ts";
import { pruneLockfile } from "./lockfile.ts";
import { studentBiome, studentManifest } from "./manifests.ts";
import { studentPage } from "./pages.ts";

/** How to build a hand-out. */
export interface HandoutOptions {
  /** Replace what is in the folder. Its `.git` stays. */
  readonly force?: boolean;
  readonly root?: string;
}

const README_TEMPLATE = new URL("student-readme.md", import.meta.url);

/**
 * Builds what a student gets in `out`: the labs of the available days, their chapters, and a lockfile
 * of their own, ready for `git init` and `npm ci`. It is built beside `out` and renamed, so `out` is
 * either whole or as it was.
 *
 * @throws a {@link HandoutError} when `out` is in use or the labs are out of date.
 */
export async function buildHandout(
  out: string,
  { force = false, root = COURSE_ROOT }: HandoutOptions = {},
): Promise<void> {
  const target = resolve(out);
  await assertFree(target, root, force);
  if ((await findStubChanges(root)).length > 0) {
    throw new HandoutError(
      "Labs differ from what their solutions give. To mend them: npm run stubs",
    );
  }
  await mkdir(dirname(target), { recursive: true });
  const draft = await mkdtemp(join(dirname(target), `.${basename(target)}-`));
  try {
    await fill(draft, root);
    await replace(target, draft);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function assertFree(target: string, root: string, force: boolean): Promise<void> {
  const towardsCourse = relative(target, resolve(root));
  if (!(towardsCourse.startsWith("..") || isAbsolute(towardsCourse))) {
    throw new HandoutError(`${target} holds the course itself.`);
  }
  const isUsed = existsSync(target) && (await readdir(target)).length > 0;
  if (isUsed && !force) throw new HandoutError(`${target} is not empty. To replace it: --force`);
}

async function fill(draft: string, root: string): Promise<void> {
  for (const path of await handoutFiles(root)) {
    await cp(join(root, path), join(draft, path));
    if (path.startsWith("docs/"))
      await writeFile(join(draft, path), await studentPage(join(root, path)));
  }
  const read = async (name: string) => JSON.parse(await readFile(join(root, name), "utf8"));
  await writeJson(join(draft, "package.json"), studentManifest(await read("package.json")));
  await writeJson(join(draft, ".biome.json"), studentBiome(await read(".biome.json")));
  await writeFile(join(draft, "README.md"), await studentReadme(root));
  await cp(join(root, "package-lock.json"), join(draft, "package-lock.json"));
  await pruneLockfile(draft);
  // Temporary folders are closed to others; this one is to be shared.
  await chmod(draft, 0o755);
}

/** Moves the draft to its place. What was there goes last, when nothing can fail any more. */
async function replace(target: string, draft: string): Promise<void> {
  const old = `${draft}-old`;
  if (existsSync(target)) await rename(target, old);
  await rename(draft, target);
  if (existsSync(join(old, ".git"))) await rename(join(old, ".git"), join(target, ".git"));
  await rm(old, { recursive: true, force: true });
}

async function studentReadme(root: string): Promise<string> {
  const template = await readFile(README_TEMPLATE, "utf8");
  const rows = availableDays(root).map(
    ({ number, slug, title }) =>
      `| ${number} | ${title} | [chapter](docs/chapters/${slug}.md) | \`labs/${slug}\` |`,
  );
  return template.replace("{{days}}", rows.join("\n"));
}

async function writeJson(file: string, value: object): Promise<void> {
  await writeFile(file, `${JSON.stringify(value, null, 2)}\n`);
}
