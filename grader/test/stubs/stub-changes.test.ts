import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { applyStubChanges, findStubChanges } from "../../src/stubs/stub-changes.ts";

const SOLUTION = "/** @exercise 1.1 */\nexport function f(): number {\n  return 1;\n}\n";
let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "wal-labs-course-"));
  for (const side of ["solutions", "labs"]) {
    await mkdir(join(root, side, "day1-checksum/src"), { recursive: true });
  }
  await writeFile(join(root, "solutions/day1-checksum/src/f.ts"), SOLUTION);
  await writeFile(join(root, "labs/day1-checksum/src/old.ts"), "export const old = 1;\n");
});
afterEach(() => rm(root, { recursive: true }));

describe("findStubChanges", () => {
  test("names missing and stale files, and changes nothing itself", async () => {
    const changes = await findStubChanges(root);
    expect(changes.map(({ path }) => path)).toEqual([
      "labs/day1-checksum/src/f.ts",
      "labs/day1-checksum/src/old.ts",
    ]);
    expect(changes[1]).toMatchObject({ before: "export const old = 1;\n", after: undefined });
    expect(await findStubChanges(root)).toEqual(changes);
  });

  test("finds nothing once its changes are applied", async () => {
    await applyStubChanges(await findStubChanges(root), root);
    expect(await findStubChanges(root)).toEqual([]);
    const stub = await readFile(join(root, "labs/day1-checksum/src/f.ts"), "utf8");
    expect(stub).toContain('throw new NotImplementedError("1.1");');
  });

  test("finds a blank that somebody filled in", async () => {
    await applyStubChanges(await findStubChanges(root), root);
    await writeFile(join(root, "labs/day1-checksum/src/f.ts"), SOLUTION);
    expect(await findStubChanges(root)).toMatchObject([{ before: SOLUTION }]);
  });
});
