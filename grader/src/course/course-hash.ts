import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { COURSE_ROOT, filesIn } from "./course.ts";

/**
 * What decides over marks: a change in any of these makes another course of it. How marks are shown,
 * kept and sent is not among them.
 */
const FOLDERS = [
  ...["bugs", "bundle", "course", "intake", "judge", "sandbox", "student-tests", "suites"].map(
    (folder) => `grader/src/${folder}`,
  ),
  "grader/variants",
  "labs/core/src",
  "solutions",
];

let known: Promise<string> | undefined;

/**
 * SHA-256, in hex, over the names and contents of everything that decides over marks, as they were
 * when this was first asked for.
 */
export function courseHash(): Promise<string> {
  known ??= hashOfCourse();
  return known;
}

async function hashOfCourse(): Promise<string> {
  const hash = createHash("sha256");
  for (const folder of FOLDERS) {
    const root = join(COURSE_ROOT, folder);
    const files = await filesIn(
      root,
      (path) => path.endsWith(".ts") && !path.includes("node_modules"),
    );
    for (const file of files) {
      hash.update(`${folder}/${file}\0`).update(await readFile(join(root, file)));
    }
  }
  return hash.digest("hex");
}
