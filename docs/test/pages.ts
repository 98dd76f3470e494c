import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder that holds `labs/`, `solutions/`, `grader/` and `docs/`. */
export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** A page's Markdown, by its path below `docs/`. */
export function page(path: string): Promise<string> {
  return readFile(join(ROOT, "docs", path), "utf8");
}

/** The paths of all pages, chapters included, below `docs/`. */
export async function pagePaths(): Promise<string[]> {
  const chapters = await readdir(join(ROOT, "docs/chapters"));
  const pages = await readdir(join(ROOT, "docs"));
  return [...chapters.map((name) => `chapters/${name}`), ...pages].filter((path) =>
    path.endsWith(".md"),
  );
}

/** What stands under a heading, up to the next heading of its level or above. */
export function section(markdown: string, heading: string): string {
  const lines = markdown.split("\n");
  const start = lines.findIndex(
    (line) => /^#+ /.test(line) && line.replace(/^#+ /, "") === heading,
  );
  if (start < 0) throw new Error(`no heading "${heading}"`);
  const level = lines[start]?.indexOf(" ") ?? 0;
  const length = lines.slice(start + 1).findIndex((line) => {
    return /^#+ /.test(line) && line.indexOf(" ") <= level;
  });
  return lines.slice(start + 1, length < 0 ? undefined : start + 1 + length).join("\n");
}

/** The cells of the first table in some Markdown, without its head, back-ticks gone. */
export function table(markdown: string): string[][] {
  const rows = /(?:^\|.*\|\n?)+/m.exec(markdown)?.[0].trim().split("\n") ?? [];
  return rows.slice(2).map((row) =>
    row
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.replaceAll("`", "").trim()),
  );
}

/** The text of the first fenced block in some Markdown. */
export function fenced(markdown: string): string {
  const block = /^```[a-z]*\n([\s\S]*?)\n```$/m.exec(markdown)?.[1];
  if (block === undefined) throw new Error("no fenced block");
  return block;
}
