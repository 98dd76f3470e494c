import { mkdir, open, rename, rm } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";

type Chunks = AsyncIterable<string> | Iterable<string>;

/** A file to be written, and what goes into it. */
export interface NewFile {
  readonly name: string;
  readonly chunks: Chunks;
}

/**
 * Writes a file beside its place and moves it there when it is whole and synced: what fails leaves the
 * old one as it was.
 */
export async function writeWhole(file: string, chunks: Chunks): Promise<void> {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    await writeSynced(temporary, chunks);
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/**
 * Writes files into a folder, which is made if missing. They are moved there when all of them are
 * written: what fails before leaves the folder as it was. Files of other names stay.
 */
export async function writeFolder(directory: string, files: AsyncIterable<NewFile>): Promise<void> {
  const folder = resolve(directory);
  const draft = join(dirname(folder), `.${basename(folder)}.${process.pid}.tmp`);
  const names: string[] = [];
  try {
    await mkdir(draft, { recursive: true });
    for await (const { name, chunks } of files) {
      await writeSynced(join(draft, name), chunks);
      names.push(name);
    }
    await mkdir(folder, { recursive: true });
    for (const name of names) await rename(join(draft, name), join(folder, name));
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function writeSynced(file: string, chunks: Chunks): Promise<void> {
  const handle = await open(file, "w");
  try {
    for await (const chunk of chunks) await handle.write(chunk);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
