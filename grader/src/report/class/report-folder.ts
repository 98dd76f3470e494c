import { existsSync } from "node:fs";
import { mkdir, open, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { UsageError } from "../../course/usage-error.ts";
import { GENERATOR } from "../page.ts";

/** Where in a page its generator must be named. */
const HEAD_SIZE = 1_024;

/**
 * Makes a folder of pages anew. They are written beside it and take its place when all are there, so
 * that a failure leaves the old pages as they were.
 *
 * @param write - puts every page into the folder it is given, which is empty
 * @throws a {@link UsageError} when the folder holds anything else than such pages: it would be lost
 */
export async function replaceReport(
  directory: string,
  write: (draft: string) => Promise<void>,
): Promise<void> {
  const folder = resolve(directory);
  const draft = join(dirname(folder), `.${basename(folder)}.draft`);
  const old = join(dirname(folder), `.${basename(folder)}.old`);
  // Left by a run that ended between the two renames below: it is the only copy.
  if (existsSync(old) && !existsSync(folder)) await rename(old, folder);
  await refuseOtherFiles(folder);
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true });
  try {
    await write(draft);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw error;
  }
  await rm(old, { recursive: true, force: true });
  if (existsSync(folder)) await rename(folder, old);
  await rename(draft, folder);
  await rm(old, { recursive: true, force: true });
}

async function refuseOtherFiles(folder: string): Promise<void> {
  if (!existsSync(folder)) return;
  for (const entry of await entriesOf(folder)) {
    const isPage = entry.isFile() && entry.name.endsWith(".html");
    if (isPage && (await headOf(join(folder, entry.name))).includes(GENERATOR)) continue;
    throw new UsageError(
      `${folder} holds ${JSON.stringify(entry.name)}, which is no page of a report. ` +
        "Choose a folder of the report's own.",
    );
  }
}

async function entriesOf(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOTDIR") throw error;
    throw new UsageError(`${folder} is a file. Choose a folder for the report.`);
  }
}

async function headOf(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_SIZE), 0, HEAD_SIZE, 0);
    return buffer.toString("utf8", 0, bytesRead);
  } finally {
    await file.close();
  }
}
