import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { html } from "hono/html";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { replaceReport } from "../../../src/report/class/report-folder.ts";
import { page } from "../../../src/report/page.ts";
import { pagesIn } from "./pages-in.ts";

const OLD = page("Old", html`<p>old</p>`);
const NEW = page("New", html`<p>new</p>`);

let parent: string;
let folder: string;

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), "report-folder-"));
  folder = join(parent, "report");
  await replaceReport(folder, (draft) => writeFile(join(draft, "old.html"), OLD));
});

afterEach(() => rm(parent, { recursive: true, force: true }));

describe("replaceReport", () => {
  test("puts the new pages into the place of the old", async () => {
    await replaceReport(folder, (draft) => writeFile(join(draft, "new.html"), NEW));
    expect([...(await pagesIn(folder))]).toEqual([["new.html", NEW]]);
    expect(await readdir(parent)).toEqual(["report"]);
  });

  test("leaves the old pages when the new ones fail half-way", async () => {
    const failure = replaceReport(folder, async (draft) => {
      await writeFile(join(draft, "new.html"), NEW);
      throw new Error("The disk is full.");
    });
    await expect(failure).rejects.toThrow("The disk is full.");
    expect([...(await pagesIn(folder))]).toEqual([["old.html", OLD]]);
    expect(await readdir(parent)).toEqual(["report"]);
  });

  test("brings the old pages back when a run was killed between the renames", async () => {
    await rename(folder, join(parent, ".report.old"));
    const failure = replaceReport(folder, () => Promise.reject(new Error("Again.")));
    await expect(failure).rejects.toThrow("Again.");
    expect([...(await pagesIn(folder))]).toEqual([["old.html", OLD]]);
  });

  test.each([
    ["notes.txt", "mine"],
    ["home.html", "<!doctype html><title>Mine</title>"],
  ])("refuses a folder that holds %s, and leaves it as it was", async (name, text) => {
    await writeFile(join(folder, name), text);
    const failure = replaceReport(folder, () => Promise.resolve());
    await expect(failure).rejects.toThrow(name);
    expect((await pagesIn(folder)).get(name)).toBe(text);
  });

  test("refuses a folder with folders in it, and a file", async () => {
    await mkdir(join(folder, "deeper"));
    await expect(replaceReport(folder, () => Promise.resolve())).rejects.toThrow("deeper");
    const file = join(parent, "file");
    await writeFile(file, "mine");
    await expect(replaceReport(file, () => Promise.resolve())).rejects.toThrow("is a file");
  });
});
