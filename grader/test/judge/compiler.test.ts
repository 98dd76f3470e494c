import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { DAYS, type Day, solutionFolder } from "../../src/course/course.ts";
import { Compiler } from "../../src/judge/compiler.ts";
import { typeChecksOf } from "../../src/judge/suite-files.ts";

const [day, secondDay] = DAYS as [Day, Day];
const solution = dirname(solutionFolder(day));
const folders: string[] = [];

async function solutionWith(file: string, text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "wal-labs-test-"));
  folders.push(folder);
  await cp(join(solution, "src"), join(folder, "src"), { recursive: true });
  await writeFile(join(folder, "src", file), text);
  return folder;
}

afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));

describe("the compiler", () => {
  const compiler = new Compiler();
  const compile = (folder: string) => compiler.compile(folder, day, typeChecksOf(1));

  test("agrees with every claim about the reference's types", () => {
    const { checks, problems } = compile(solution);
    expect(problems).toEqual([]);
    expect(checks.map(({ verdict }) => verdict)).toEqual(["pass", "pass", "pass"]);
  });

  test("does not show a submission the reference, wherever it says it lies", async () => {
    const path = join(solution, "src/record.ts");
    const { checks } = compile(
      await solutionWith("record.ts", `export * from ${JSON.stringify(path)};`),
    );
    expect(checks.map(({ verdict }) => verdict)).toEqual(["fail", "fail", "fail"]);
  });

  test("shows a later day the reference of the days before it, and not its own", async () => {
    const folder = await mkdtemp(join(tmpdir(), "wal-labs-test-"));
    folders.push(folder);
    await mkdir(join(folder, "src"));
    const path = join(solutionFolder(secondDay), "walk.ts");
    const lines = [
      'import type { Entry } from "@wal-labs/checksum";',
      `import { walk } from ${JSON.stringify(path)};`,
      'export const sequence: Entry["sequence"] = 1;',
      "export { walk };",
    ];
    await writeFile(join(folder, "src/index.ts"), lines.join("\n"));
    const { problems } = compiler.compile(folder, secondDay, []);
    expect(problems.map(({ where }) => where)).toEqual(["src/index.ts:2:22"]);
  });

  test("says where a type error is", async () => {
    const { problems } = compile(await solutionWith("extra.ts", ""));
    expect(problems).toEqual([]);
    const broken = await solutionWith("errors.ts", 'export const number: number = "text";\n');
    expect(compile(broken).problems[0]?.where).toMatch(/^src\/[a-z-]+\.ts:\d+:\d+$/);
  });

  test("cites modules without a path of this machine", async () => {
    const folder = await mkdtemp(join(tmpdir(), "wal-labs-test-"));
    folders.push(folder);
    await mkdir(join(folder, "src"));
    const lines = [
      'import * as one from "@wal-labs/checksum";',
      'import * as core from "@wal-labs/core";',
      'import * as own from "./own.ts";',
      "export const none = [one.none, core.none, own.none];",
    ];
    await writeFile(join(folder, "src/index.ts"), lines.join("\n"));
    await writeFile(join(folder, "src/own.ts"), "export const some = 1;");
    const { problems } = compiler.compile(folder, secondDay, []);
    expect(problems.map(({ message }) => message.replace(/.* on type /, ""))).toEqual([
      `'typeof import("@wal-labs/checksum")'.`,
      `'typeof import("@wal-labs/core")'.`,
      `'typeof import("src/own")'.`,
    ]);
  });
});
