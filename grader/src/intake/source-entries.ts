import { open, stat } from "node:fs/promises";
import { type Entry, RefusalError, readStream } from "./entry.ts";
import { folderEntries } from "./folder-entries.ts";
import type { Limits } from "./limits.ts";
import { gunzipWithin, isTar, tarEntries } from "./tar-entries.ts";
import { zipEntries } from "./zip-entries.ts";

/**
 * What was handed in: the contents of a folder, or of a zip, tar or gzipped tar archive. Archives are
 * told by their first bytes, not by their names, and never unpacked to disk.
 *
 * @throws a {@link RefusalError} or a library's error when it cannot be read.
 */
export async function* sourceEntries(path: string, limits: Limits): AsyncGenerator<Entry> {
  if ((await stat(path)).isDirectory()) {
    yield* folderEntries(path);
    return;
  }
  const bytes = await readArchive(path, limits.archiveSize);
  if (startsWith(bytes, "PK")) yield* zipEntries(bytes);
  else yield* await tarEntries(await asTar(bytes, limits));
}

async function asTar(bytes: Uint8Array, limits: Limits): Promise<Uint8Array> {
  const isCompressed = startsWith(bytes, "\u001f\u008b");
  const tar = isCompressed ? await gunzipWithin(bytes, limits.inflatedSize) : bytes;
  if (isTar(tar)) return tar;
  throw new RefusalError("It is neither a folder nor a .zip, .tar or .tar.gz archive.");
}

async function readArchive(path: string, limit: number): Promise<Uint8Array> {
  const handle = await open(path);
  try {
    return await readStream(handle.createReadStream({ autoClose: false }), limit);
  } finally {
    await handle.close();
  }
}

function startsWith(bytes: Uint8Array, magic: string): boolean {
  return [...magic].every((letter, index) => bytes[index] === letter.charCodeAt(0));
}
