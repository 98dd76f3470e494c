import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ts from "typescript";
import { afterAll, describe, expect, test } from "vitest";
import { COURSE_ROOT } from "../../src/course/course.ts";
import { deriveStub } from "../../src/stubs/derive.ts";

const SAMPLE = readFileSync(new URL("samples/every-kind.ts", import.meta.url), "utf8");
const folder = mkdtempSync(join(tmpdir(), "wal-labs-stub-"));
const file = join(folder, "stub.ts");
symlinkSync(join(COURSE_ROOT, "node_modules"), join(folder, "node_modules"), "junction");
writeFileSync(file, deriveStub(SAMPLE, "every-kind.ts"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("a stub of every kind", () => {
  test("type-checks under the course's own options", { timeout: 30_000 }, () => {
    const base = join(COURSE_ROOT, "tsconfig.base.json");
    const { config } = ts.readConfigFile(base, ts.sys.readFile);
    const { options } = ts.parseJsonConfigFileContent(config, ts.sys, folder);
    const program = ts.createProgram([file], { ...options, noUnusedLocals: true });
    const messages = ts
      .getPreEmitDiagnostics(program, program.getSourceFile(file))
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
    expect(messages).toEqual([]);
  });

  test("fails by NotImplementedError in whatever way it is used", async () => {
    const { Box, Shelf, count, countSlowly, double, halve, total } = await import(file);
    const calls: Record<string, () => unknown> = {
      "1.2": () => total([1]),
      "1.3": () => double(1),
      "1.4": () => count(1).next(),
      "1.5": () => Box.of(),
      "1.6": () => new Shelf(1, "a"),
    };
    for (const [exercise, call] of Object.entries(calls)) {
      expect(call).toThrow(expect.objectContaining({ name: "NotImplementedError", exercise }));
    }
    const promises = { "1.3": halve(1), "1.4": countSlowly(1).next(), "1.5": Box.open() };
    for (const [exercise, promise] of Object.entries(promises)) {
      await expect(promise).rejects.toMatchObject({ name: "NotImplementedError", exercise });
    }
    expect(() => new Box().size).toThrow(expect.objectContaining({ exercise: "1.5" }));
  });
});
