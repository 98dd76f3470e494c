import { describe, expect, test } from "vitest";
import { gradeTests } from "../../src/student-tests/student-tests.ts";
import { DAY1, FIRST_LINE, gradeBody, withTests } from "./tests-of.ts";

const CRC = `test("knows the CRC", () => expect(crc32(bytes("123456789"))).toBe(0xcbf43926));`;

describe("tests that every correct implementation passes", () => {
  test("are worth the planted bugs that they notice", async () => {
    const report = await gradeBody(CRC);
    expect(report).toEqual({ tests: 1, valid: true, noticed: 1, outOf: 3, problems: [] });
  });

  test("notice a bug also by never coming to an end on it", async () => {
    const report = await gradeBody(
      `
      test("waits", () => { while (crc32(bytes("123456789")) !== 0xcbf43926); });`,
      { limitMs: 4000 },
    );
    expect(report).toMatchObject({ valid: true, noticed: 1 });
  });

  test("notice nothing when there are none, or when they ask for nothing", async () => {
    const none = await gradeBody("");
    expect(none).toEqual({ tests: 0, valid: true, noticed: 0, outOf: 3, problems: [] });
    const idle = await gradeBody(`
      test("is there", () => expect(LogFile).toBeDefined());
      test.skip("fails", () => expect(1).toBe(2));`);
    expect(idle).toEqual({ tests: 1, valid: true, noticed: 0, outOf: 3, problems: [] });
  });

  test("know vitest's hooks, tables, mocks and timers, and wait for no real time", async () => {
    const report = await gradeBody(`
      import { afterEach, it, vi } from "vitest";
      const called = vi.fn();
      afterEach(called);
      describe.each([1, 2])("number %i", (number) => {
        it.each([[number, number]])("is %i", async (one, other) => {
          expect.assertions(1);
          await new Promise((resolve) => setTimeout(resolve, 4000));
          expect(one).toBe(other);
        });
      });
      test("polls", async () => {
        let ready = false;
        setTimeout(() => { ready = true; }, 500);
        await expect.poll(() => ready).not.toBe(false);
      });
      test("after", () => expect(called).toHaveBeenCalledTimes(3));`);
    expect(report).toMatchObject({ tests: 4, valid: true });
  });
});

describe("tests that are not valid", () => {
  test.each([
    ["fails on the reference", `test("x", () => expect(1).toBe(2));`, "fails on the reference"],
    ["waits for ever", `test("x", () => new Promise(() => {}));`, "fails on the reference"],
    [
      "asks for the words of the reference",
      `test("x", async () => {
        const log = await LogFile.open("/log", { fs: new SimDisk() });
        const nowhere = log.read({ sequence: 1, offset: 64, size: 48 });
        await expect(nowhere).rejects.toThrow("No record starts at byte 64.");
      });`,
      "another correct implementation",
    ],
  ])("have one that %s: it is named by its line", async (_, body, message) => {
    const report = await gradeBody(body);
    const where = `tests/a.test.ts:${FIRST_LINE}`;
    const problems = [{ where, message: expect.stringContaining(message) }];
    expect(report).toEqual({ tests: 1, valid: false, noticed: 0, outOf: 3, problems });
  });

  test.each([
    ["throw when loaded", `throw new Error("x");`],
    ["have a hook that fails", `beforeAll(() => { throw 1; }); test("x", () => {});`],
  ])("%s: the file is named", async (_, body) => {
    const files = withTests({ "a.test.ts": CRC, "b.test.ts": body });
    const report = await gradeTests(files, DAY1, { bugs: [] });
    expect(report).toMatchObject({ valid: false, problems: [{ where: "tests/b.test.ts" }] });
  });

  test("never come to an end", async () => {
    const report = await gradeBody(`test("x", () => { for (;;); });`, { limitMs: 1500 });
    const message = "They do not come to an end on the reference.";
    expect(report).toMatchObject({ valid: false, problems: [{ where: "tests", message }] });
  });

  test.each([
    ["node:fs", `import "node:fs";`],
    ["the student's own source", `import "../src/index.ts";`],
    ["a later day", `import "@wal-labs/replay";`],
    ["what they name at run time", `test("x", () => import(["node", "fs"].join(":")));`],
    ["with require", `require("node:fs");`],
  ])("import %s: nothing of them runs", async (_, body) => {
    const report = await gradeBody(body);
    const where = expect.stringMatching(/^tests\/a\.test\.ts:6:\d+$/);
    expect(report).toMatchObject({ tests: 0, valid: false, problems: [{ where }] });
  });
});

test("a submission without tests has no report of them", async () => {
  expect(await gradeTests(withTests({}), DAY1)).toBeUndefined();
});

test("bugs for which there was no time are not noticed, and the report says so", async () => {
  const report = await gradeBody(CRC, { budgetMs: 0 });
  const message = "3 of 3 planted bugs were not tried: the time was used up.";
  expect(report).toMatchObject({ valid: true, noticed: 0, problems: [{ message }] });
});
