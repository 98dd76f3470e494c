import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { describe, expect, test } from "vitest";
import { COURSE_ROOT } from "../../src/course/course.ts";
import { deriveStub } from "../../src/stubs/derive.ts";
import { StubError } from "../../src/stubs/stub-error.ts";

const SAMPLE = readFileSync(new URL("samples/every-kind.ts", import.meta.url), "utf8");
const derive = (source: string): string => deriveStub(source, "sample.ts");

describe("deriveStub", () => {
  test("blanks every kind of declaration and prunes what only served the solution", async () => {
    await expect(derive(SAMPLE)).toMatchFileSnapshot("samples/every-kind.stub.txt");
  });

  test("leaves a stub as it is", () => {
    const stub = derive(SAMPLE);
    expect(derive(stub)).toBe(stub);
  });

  test("copies a file without tags to the letter", () => {
    const source = 'import { a, b }   from "./a.ts"\nconst unused = 1\n';
    expect(derive(source)).toBe(source);
  });

  test("gives what Biome's formatter and import order would give", { timeout: 30_000 }, () => {
    const stub = derive(SAMPLE);
    const biome = createRequire(import.meta.url).resolve("@biomejs/biome/bin/biome");
    const path = "--stdin-file-path=labs/day1-checksum/src/sample.ts";
    const options = { cwd: COURSE_ROOT, input: stub, encoding: "utf8" } as const;
    expect(execFileSync(process.execPath, [biome, "check", "--write", path], options)).toBe(stub);
  });
});

describe("pruning", () => {
  const blanked = (before: string, body: string, after = ""): string =>
    derive(
      `${before}/** @exercise 1.1 */\nexport function f(): number {\n  ${body}\n}\n${after}`,
    ).replace('import { NotImplementedError } from "@wal-labs/core";\n\n', "");
  const alone =
    '/** @exercise 1.1 */\nexport function f(): number {\n  throw new NotImplementedError("1.1");\n}\n';

  test("removes helpers that only removed helpers use, recursive ones too", () => {
    const helpers = "\nfunction a() {\n  return b();\n}\n\nfunction b() {\n  return a();\n}\n";
    expect(blanked("", "return a();", helpers)).toBe(alone);
  });

  test("removes a destructured constant only when all its names are unused", () => {
    expect(blanked("const [x, y] = [1, 2];\n\n", "return x + y;")).toBe(alone);
    const used = "\nexport const z = y;\n";
    expect(blanked("const [x, y] = [1, 2];\n\n", "return x;", used)).toContain("const [x, y]");
  });

  test("removes namespace imports, and keeps imports for their effects", () => {
    expect(blanked('import * as fs from "node:fs";\n\n', "return fs.constants.F_OK;")).toBe(alone);
    expect(blanked('import "./effect.ts";\n\n', "return 1;")).toContain('import "./effect.ts";');
  });

  test("imports the blank's error though the first statement goes away", () => {
    const source =
      "const x = 1;\n\n/** @exercise 1.1 */\nexport function f(): number {\n  return x;\n}\n";
    expect(derive(source)).toBe(
      `import { NotImplementedError } from "@wal-labs/core";\n\n${alone}`,
    );
  });

  test("keeps a comment set off from what goes away", () => {
    const helper = "\n// About the file.\n\n// About g.\nfunction g(): number {\n  return 1;\n}\n";
    expect(blanked("", "return g();", helper)).toBe(`${alone}\n// About the file.\n`);
  });

  test("keeps a private member that given code still uses", () => {
    const stub = derive(
      "export class A {\n  #n = 1;\n  #m = 2;\n\n  given(): number {\n    return this.#n;\n  }\n\n" +
        "  /** @exercise 1.1 */\n  f(): number {\n    return this.#m;\n  }\n}\n",
    );
    expect(stub).toContain("#n = 1;");
    expect(stub).not.toContain("#m");
  });
});

describe("the import of the core", () => {
  const importsOf = (imports: string): string =>
    derive(
      `${imports}\n/** @exercise 1.1 */\nexport type T = string;\n\nexport const use = a;\n`,
    ).split("\n\n")[0] ?? "";

  test.each([
    [
      "is made a type import when nothing else is needed",
      "",
      'import type { NotImplemented } from "@wal-labs/core";',
    ],
    [
      "goes before later packages",
      'import a from "crc-32";\n',
      'import type { NotImplemented } from "@wal-labs/core";\nimport a from "crc-32";',
    ],
    [
      "goes after Node's",
      'import a from "node:fs";\n',
      'import a from "node:fs";\nimport type { NotImplemented } from "@wal-labs/core";',
    ],
    [
      "joins one that is there",
      'import { a } from "@wal-labs/core";\n',
      'import { a, type NotImplemented } from "@wal-labs/core";',
    ],
  ])("%s", (_, imports, expected) => {
    expect(importsOf(imports)).toBe(expected);
  });
});

describe("a tag that cannot be obeyed", () => {
  test.each([
    ["a constant", "/** @exercise 1.1 */\nexport const A = 1;\n", "sample.ts:2: Only functions"],
    ["a class", "/** @exercise 1.1 */\nexport class A {}\n", "sample.ts:2: Only functions"],
    [
      "no number",
      "/** @exercise soon */\nexport type A = 1;\n",
      "sample.ts:1: @exercise takes a number",
    ],
    ["no declaration", "const a = 1; // @exercise 1.1\n", "sample.ts:1: @exercise stands in no"],
    [
      "an inferred result",
      "/** @exercise 1.1 */\nexport const f = () => 1;\n",
      "sample.ts:2: Give it a return type",
    ],
    [
      "an overload",
      "/** @exercise 1.1 */\nexport function f(): 1;\nexport function f() {\n  return 1;\n}\n",
      "sample.ts:2: Tag the implementation",
    ],
    [
      "a note inside a line",
      "/** Text. @solution secret */\nexport const a = 1;\n",
      "sample.ts:1: @solution must begin",
    ],
    [
      "a field without value",
      "export class A {\n  #n: number;\n  private constructor() {\n    this.#n = 1;\n  }\n  get n(): number {\n    return this.#n;\n  }\n  /** @exercise 1.1 */\n  static of(): A {\n    return new A();\n  }\n}\n",
      "sample.ts:2: Only the private constructor sets #n",
    ],
  ])("is refused: %s", (_, source, message) => {
    expect(() => derive(source)).toThrow(StubError);
    expect(() => derive(source)).toThrow(message);
  });
});
