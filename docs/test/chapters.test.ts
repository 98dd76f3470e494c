import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { annotatedDump } from "../samples/annotated-dump.ts";
import { PATH, refusal, tornInTheFourthAppend } from "../samples/torn-tail.ts";
import { inFixedWorld } from "./example.ts";
import { fenced, page, pagePaths, ROOT, section } from "./pages.ts";

const chapters = (await pagePaths()).filter((path) => path.startsWith("chapters/"));

/** What is read without unfolding anything: no front matter, code, hints or answers. */
function words(markdown: string): number {
  const shown = markdown
    .replace(/^---\n.*?\n---\n/s, "")
    .replace(/^ *```.*?^ *```$/gms, "")
    .replace(/<details>.*?<\/details>/gs, "")
    .replace(/\{@\w+ [^}]*\}|\]\([^)]*\)|<\/?[a-z][^>]*>/g, "");
  return shown.match(/[\p{L}\p{N}][\p{L}\p{N}'’_-]*/gu)?.length ?? 0;
}

/** The exercises tagged in a day's solution, in order. */
async function tagged(slug: string): Promise<string[]> {
  const folder = join(ROOT, "solutions", slug, "src");
  const names = await readdir(folder, { recursive: true });
  const sources = names.filter((name) => name.endsWith(".ts"));
  const files = await Promise.all(sources.map((name) => readFile(join(folder, name), "utf8")));
  const tags = files.flatMap((text) => [...text.matchAll(/@exercise (\d+\.\d+)/g)]);
  return [...new Set(tags.map(([, exercise = ""]) => exercise))].sort(byNumber);
}

function byNumber(a: string, b: string): number {
  return a.localeCompare(b, "en", { numeric: true });
}

describe.for(chapters)("%s", (path) => {
  const slug = path.replace(/^chapters\/|\.md$/g, "");

  test("takes 900 to 1,800 words", async () => {
    const count = words(await page(path));
    expect(count).toBeGreaterThanOrEqual(900);
    expect(count).toBeLessThanOrEqual(1800);
  });

  test("has the exercises that the solution has, in order", async () => {
    const headings = (await page(path)).matchAll(/^### (\d+\.\d+) /gm);
    expect(Array.from(headings, ([, exercise]) => exercise)).toEqual(await tagged(slug));
  });

  test("has the parts of a chapter, in order", async () => {
    const headings = (await page(path)).matchAll(/^## (.+)$/gm);
    expect(Array.from(headings, ([, heading]) => heading)).toEqual([
      ...["Goals", "Invariants", "Predict before you code", "The bytes", "Table of cases"],
      ...["Exercises", "Checkpoint", "Questions", "In real systems", "Further"],
    ]);
  });

  test("names only files that there are", async () => {
    const names = section(await page(path), "Exercises").matchAll(/`(src\/[\w/-]+\.ts)`/g);
    for (const [, name = ""] of names) {
      expect(existsSync(join(ROOT, "solutions", slug, name)), name).toBe(true);
    }
  });
});

describe("day 1's first crash", () => {
  const chapter = page("chapters/day1-checksum.md");
  const line = (job: number) => `${JSON.stringify({ type: "enqueue", jobId: `job-${job}` })}\n`;
  const lines = Array.from({ length: 40 }, (_, index) => line(index + 1));

  test("loses as many jobs as it says", async () => {
    const file = lines.join("");
    const left = `${file.slice(0, 512)}${"\0".repeat(512)}${file.slice(1024)}`.split("\n");
    const whole = lines.map((text) => left.includes(text.trimEnd()));
    const lost = whole.filter((is) => !is).length;
    const text = await chapter;
    expect(text).toContain(`${file.length.toLocaleString("en-US")} bytes`);
    expect(text).toContain(
      `${whole.length - whole.indexOf(false)} jobs are gone; skip it, and ${lost} are`,
    );
    expect(text).toContain(file.slice(1024, 1034));
  });
});

describe("day 2's first crash", async () => {
  const chapter = await page("chapters/day2-replay.md");
  const { file, said } = await inFixedWorld(async () => {
    const disk = await tornInTheFourthAppend();
    return { file: disk.readFile(PATH), said: await refusal(disk) };
  });

  test("makes yesterday's log say what it says", () => {
    expect(fenced(chapter)).toContain(`open   ${said}`);
    expect(fenced(chapter)).toContain(`${file.length - 424} bytes at 424`);
  });

  test("leaves the bytes that it shows", () => {
    const bytesOf = (line: string) => line.slice(0, 29).trimEnd();
    const dump = new Set(annotatedDump(file).split("\n").map(bytesOf));
    const shown = fenced(section(chapter, "The bytes")).split("\n").map(bytesOf);
    expect(shown.filter((line) => !dump.has(line))).toEqual([]);
  });
});
