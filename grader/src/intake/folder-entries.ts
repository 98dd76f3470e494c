import { constants } from "node:fs";
import { open, readdir } from "node:fs/promises";
import { join } from "node:path";
import { type Entry, RefusalError, readStream } from "./entry.ts";
import { isSkipped } from "./path-flaw.ts";

/** What lies in a folder, in order. Links are named, never followed. */
export async function* folderEntries(folder: string, below = ""): AsyncGenerator<Entry> {
  const entries = await readdir(join(folder, below), { withFileTypes: true });
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const path = below + entry.name;
    const kind = entry.isFile()
      ? "file"
      : entry.isDirectory()
        ? "folder"
        : entry.isSymbolicLink()
          ? "link"
          : "other";
    yield { path, kind, read: (limit) => readRegularFile(join(folder, path), limit) };
    if (kind === "folder" && !isSkipped(path)) yield* folderEntries(folder, `${path}/`);
  }
}

/** A file may become a link between listing and reading, so the open itself must refuse links. */
async function readRegularFile(path: string, limit: number): Promise<Uint8Array> {
  const handle = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  try {
    if (!(await handle.stat()).isFile()) throw new RefusalError("It is not a regular file.");
    return await readStream(handle.createReadStream({ autoClose: false }), limit);
  } finally {
    await handle.close();
  }
}
