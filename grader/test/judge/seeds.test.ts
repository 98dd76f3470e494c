import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Seeds } from "../../src/judge/seeds.ts";

let root: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "wal-labs-seeds-"));
});
afterAll(() => rm(root, { recursive: true }));

async function packageWith(name: string, source: string): Promise<string> {
  const folder = join(root, name);
  await mkdir(join(folder, "src"), { recursive: true });
  await writeFile(join(folder, "src/index.ts"), source);
  return folder;
}

describe("the seeds of a submission", () => {
  test("are the same wherever its files lie, and each repetition has another", async () => {
    const one = await Seeds.of([await packageWith("one", "export {};")]);
    await cp(join(root, "one"), join(root, "elsewhere"), { recursive: true });
    const other = await Seeds.of([join(root, "elsewhere")]);
    expect([0, 1, 2].map((times) => other.at(times))).toEqual([0, 1, 2].map((n) => one.at(n)));
    expect(new Set([0, 1, 2].map((times) => one.at(times))).size).toBe(3);
  });

  test("are others when one byte is another, also in what it builds on", async () => {
    const [code, changed] = [
      await packageWith("code", "export {};"),
      await packageWith("changed", "export { };"),
    ];
    const seeds = [[code], [changed], [code, code], [code, changed], [code, join(root, "none")]];
    const drawn = await Promise.all(seeds.map(async (folders) => (await Seeds.of(folders)).at(0)));
    expect(new Set(drawn).size).toBe(drawn.length);
  });
});
