import { describe, expect, test } from "vitest";
import { diffLines } from "../../src/stubs/line-diff.ts";

describe("diffLines", () => {
  test("shows a change with two lines around it and where it is", () => {
    const diff = diffLines("a\nb\nc\nd\ne\nf", "a\nb\nc\nD\ne\nf");
    expect(diff).toBe("@@ line 2\n  b\n  c\n- d\n+ D\n  e\n  f");
  });

  test("is empty for equal texts", () => {
    expect(diffLines("a\nb", "a\nb")).toBe("");
  });
});
