import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type PlantedBug, plant } from "../bugs/planted-bug.ts";
import { type Day, solutionFolder, sourceFiles } from "../course/course.ts";

/** The texts of a day's solution, by path relative to its `src`. */
export async function solutionTexts(day: Day): Promise<Map<string, string>> {
  const folder = solutionFolder(day);
  const files = await sourceFiles(day);
  const texts = files.map(
    async (file) => [file, await readFile(join(folder, file), "utf8")] as const,
  );
  return new Map(await Promise.all(texts));
}

/** Calls `body` with a package on disk that is the solution with a bug in it, and removes it after. */
export async function withBug<Result>(
  day: Day,
  bug: PlantedBug,
  body: (directory: string) => Promise<Result>,
): Promise<Result> {
  const texts = plant(bug, await solutionTexts(day));
  const directory = await mkdtemp(join(tmpdir(), "wal-labs-bug-"));
  try {
    for (const [file, text] of texts) {
      const path = join(directory, "src", file);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, text);
    }
    return await body(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
