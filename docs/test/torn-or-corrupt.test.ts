import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { page, ROOT, section, table } from "./pages.ts";

/** Runs the tool of day 2 on the solution. */
function run(...args: string[]): Promise<{ stdout: string }> {
  const tool = join(ROOT, "labs/day2-replay/torn-or-corrupt.ts");
  const config = join(ROOT, "solutions/day2-replay/tsconfig.json");
  const tsx = join(ROOT, "node_modules/tsx/dist/cli.mjs");
  return promisify(execFile)(process.execPath, [tsx, "--tsconfig", config, tool, ...args]);
}

/** A rule's name, and its four percentages. */
function rows(output: string): [name: string, percentages: number[]][] {
  const found = output.matchAll(/^(\w.*?)(?: \(.*?\))? +((?:(?:< )?[\d.]+ % *){4})$/gm);
  return Array.from(found, ([, name = "", cells = ""]) => [
    name,
    Array.from(cells.matchAll(/[\d.]+/g), Number),
  ]);
}

describe("torn or corrupt, measured", () => {
  test("a small run gives about what the chapter says of 20,000", { timeout: 60_000 }, async () => {
    const chapter = table(section(await page("chapters/day2-replay.md"), "Torn or corrupt"));
    const measured = rows((await run("--runs", "300")).stdout);
    expect(measured.map(([name]) => name)).toEqual(chapter.map(([name]) => name));
    for (const [row, [name, percentages]] of measured.entries()) {
      const told = chapter[row]?.slice(1).map((cell) => Number.parseFloat(cell)) ?? [];
      const off = percentages.map(
        (percentage, column) => percentage - (told[column] ?? Number.NaN),
      );
      for (const points of off) expect(Math.abs(points), name).toBeLessThan(10);
    }
    expect(measured.at(-1)?.[1]).toEqual([0, 0, 0, 0]);
  });

  test.for(["--runs 0", "--runs many", "--seed=-1", "--fast", "20"])(
    "refuses %s",
    { timeout: 30_000 },
    async (words) => {
      const usage = expect.stringContaining("Usage: npm run torn-or-corrupt");
      await expect(run(...words.split(" "))).rejects.toMatchObject({ code: 2, stderr: usage });
    },
  );
});
