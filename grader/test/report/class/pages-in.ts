import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** The text of every file in a folder, by name. */
export async function pagesIn(folder: string): Promise<ReadonlyMap<string, string>> {
  const files = (await readdir(folder)).sort();
  const texts = files.map((file) => readFile(join(folder, file), "utf8"));
  return new Map((await Promise.all(texts)).map((text, index) => [files[index] ?? "", text]));
}
