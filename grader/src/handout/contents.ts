import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { availableDays, type Day, filesIn } from "../course/course.ts";

const ROOT_FILES = ["tsconfig.base.json", ".gitignore", ".gitattributes", "LICENSE"];
const LAB_FOLDERS = ["src", "test", "bin", "torn-or-corrupt", "bench", "wal", "commands", "chaos"];
const PAGES = ["format.md", "crash-model.md", "how-to-work.md"];

/**
 * The files of the course that a student gets unchanged: a list of what goes in, so that a new folder
 * of the course stays out until somebody decides otherwise. Relative to `root`, with `/`.
 */
export async function handoutFiles(root: string): Promise<string[]> {
  const days = availableDays(root);
  const labs = ["core", ...days.map(({ slug }) => slug), ...programs(days)];
  const ofLabs = await Promise.all(labs.map((lab) => labFiles(root, `labs/${lab}`)));
  const chapters = await namesIn(root, "docs/chapters", (name) =>
    days.some(({ number }) => name.startsWith(`day${number}-`) && name.endsWith(".md")),
  );
  const pages = PAGES.map((page) => `docs/${page}`);
  const present = [...ROOT_FILES, ...pages].filter((path) => existsSync(join(root, path)));
  return [...present, ...chapters, ...ofLabs.flat()];
}

/** What is given and runs on the log of all five days. */
function programs(days: readonly Day[]): string[] {
  return days.some(({ number }) => number === 5) ? ["queue"] : [];
}

/** A lab's source, its public tests and its configuration. */
async function labFiles(root: string, lab: string): Promise<string[]> {
  const configuration = await namesIn(root, lab, (name) => !name.endsWith(".tsbuildinfo"));
  const folders = LAB_FOLDERS.map((name) => `${lab}/${name}`).filter((path) =>
    existsSync(join(root, path)),
  );
  const below = await Promise.all(
    folders.map(async (folder) =>
      (await filesIn(join(root, folder))).map((path) => `${folder}/${path}`),
    ),
  );
  return [...configuration, ...below.flat()];
}

async function namesIn(
  root: string,
  folder: string,
  wanted: (name: string) => boolean,
): Promise<string[]> {
  if (!existsSync(join(root, folder))) return [];
  const entries = await readdir(join(root, folder), { withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && wanted(entry.name));
  return files.map(({ name }) => `${folder}/${name}`).sort();
}
