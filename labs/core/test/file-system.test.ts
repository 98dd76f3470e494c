import * as promises from "node:fs/promises";
import { describe, expect, expectTypeOf, test } from "vitest";
import { directoryOf, type FileSystem, nodeFs } from "../src/index.ts";

describe("the file-system interface", () => {
  test("is satisfied by node:fs/promises itself", () => {
    expectTypeOf<typeof promises>().toExtend<FileSystem>();
    expect(nodeFs.open).toBe(promises.open);
  });

  test.each([
    ["/wal/log", "/wal"],
    ["/log", "/"],
    ["log", "."],
    ["a/b/log", "a/b"],
    ["C:\\wal\\log", "C:\\wal"],
  ])("finds the directory of %s", (path, directory) => {
    expect(directoryOf(path)).toBe(directory);
  });
});
