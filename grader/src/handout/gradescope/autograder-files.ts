import { existsSync } from "node:fs";
import { join } from "node:path";
import { filesIn } from "../../course/course.ts";

/** What the grader runs on. All of what decides over marks is below these. */
const FOLDERS = ["labs", "solutions", "grader/src", "grader/variants"];
const FILES = [
  ...["tsconfig.base.json", "LICENSE"],
  ...["grader/package.json", "grader/tsconfig.json", "grader/policy.json"],
];
/** Made by tools, or in the labs for those who work there. */
const LEFT_OUT = /(^|\/)(node_modules|\.turbo)\/|\.tsbuildinfo$|^labs\/[^/]+\/(bench|chaos|test)\//;

/** The files of the course that an autograder takes along unchanged, relative to `root`, with `/`. */
export async function autograderFiles(root: string): Promise<string[]> {
  const below = await Promise.all(
    FOLDERS.map(async (folder) =>
      (await filesIn(join(root, folder))).map((path) => `${folder}/${path}`),
    ),
  );
  const files = FILES.filter((file) => existsSync(join(root, file)));
  return [...files, ...below.flat()].filter((path) => !LEFT_OUT.test(path));
}
