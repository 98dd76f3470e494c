import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";

/**
 * Gives `body` an empty folder below `parent`, and removes it afterwards. The system's own folder for
 * temporary files would not do: it may be memory, where a sync costs nothing.
 */
export async function inTemporaryFolder<Result>(
  parent: string,
  body: (folder: string) => Promise<Result>,
): Promise<Result> {
  await mkdir(parent, { recursive: true });
  const folder = await mkdtemp(join(parent, "wal-bench-"));
  try {
    return await body(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}
