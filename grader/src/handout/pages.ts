import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { HandoutError } from "./handout-error.ts";

const SAMPLE = /^\{@includeCode (?<file>\S+)#(?<region>[\w-]+)\}$/gm;

/**
 * A page of the docs as a student reads it, without the site's generator: each sample stands where the
 * page only named it, and the generator's front matter is gone.
 *
 * @throws a {@link HandoutError} when a sample is not there.
 */
export async function studentPage(path: string): Promise<string> {
  let page = (await readFile(path, "utf8")).replace(/^---\n[\s\S]*?\n---\n+/, "");
  for (const { 0: tag, groups } of page.matchAll(SAMPLE)) {
    const { file = "", region = "" } = groups ?? {};
    const code = regionOf(await readFile(join(dirname(path), file), "utf8"), region);
    if (code === undefined)
      throw new HandoutError(`${path}: there is no sample ${file}#${region}.`);
    page = page.replace(tag, () => `\`\`\`ts\n${code}\n\`\`\``);
  }
  return page;
}

function regionOf(text: string, region: string): string | undefined {
  const lines = text.split("\n");
  const start = lines.findIndex((line) => line.trim() === `//#region ${region}`);
  const end = lines.findIndex((line) => line.trim() === `//#endregion ${region}`);
  if (start < 0 || end < start) return undefined;
  const indent = lines[start]?.search(/\S/) ?? 0;
  return lines
    .slice(start + 1, end)
    .map((line) => line.slice(indent))
    .join("\n");
}
