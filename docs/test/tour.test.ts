import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { page, ROOT } from "./pages.ts";

const TIMEOUT_MS = 900_000;
const run = promisify(execFile);
let folder = "";

/** The commands of the guide's first section, each with `../` leading to a folder of the test's own. */
async function tour(): Promise<string[]> {
  const [, section = ""] = (await page("instructors-guide.md")).split("## In five minutes");
  const [, block = ""] = /```sh\n([\s\S]*?)```/.exec(section) ?? [];
  const lines = block.trim().split("\n");
  return lines.map((line) => line.replaceAll(" ../", ` ${folder}/`));
}

describe("the first five minutes of an instructor", () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "wal-labs-tour-"));
    for (const line of await tour()) {
      const [command = "", ...args] = line.split(" ");
      await run(command, args, { cwd: ROOT, maxBuffer: 2 ** 26 });
    }
  }, TIMEOUT_MS);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test("run as they stand, and lead to a graded class", async () => {
    const rows = (await readFile(join(folder, "gradebook.csv"), "utf8")).trim().split("\n");
    const perfect = rows.find((row) => row.startsWith("perfect"));
    const stub = rows.find((row) => row.startsWith("stub"));
    expect(rows.length).toBeGreaterThan(7);
    expect(perfect).toMatch(/,150,/);
    expect(stub).toMatch(/,0,/);
  });

  test.each([
    "students-folder/package.json",
    "samples-book/gradebook.csv",
    "samples-book/report/index.html",
    "samples-book/students/perfect.html",
    "samples.xml",
    "similar/index.html",
  ])("make %s", async (file) => {
    expect((await readFile(join(folder, file), "utf8")).length).toBeGreaterThan(100);
  });
});
