import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { COURSE_ROOT } from "../src/course/course.ts";

/**
 * Gives `body` an empty folder, and removes it afterwards. It lies on the disk that the course lies on:
 * the system's own folder for temporary files may be memory, where a sync costs nothing.
 */
export async function inTemporaryFolder<Result>(
  body: (folder: string) => Promise<Result>,
): Promise<Result> {
  const parent = join(COURSE_ROOT, "node_modules", ".cache");
  await mkdir(parent, { recursive: true });
  const folder = await mkdtemp(join(parent, "wal-bench-"));
  try {
    return await body(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}
