import { describe, expect, test } from "vitest";
import { surveyMachine } from "../../src/sandbox/index.ts";
import { implementationsOf } from "../../src/student-tests/implementations.ts";
import { bundleTests } from "../../src/student-tests/test-bundle.ts";
import { runTests } from "../../src/student-tests/test-run.ts";
import { testScript } from "../../src/student-tests/test-script.ts";
import { DAY1, gradeBody } from "./tests-of.ts";

/** Each would fail if it saw what it looks for: on the reference, and then it is no test. */
const CHEATS = {
  "reads the text of a function": `
    for (const code of [LogFile, LogFile.open, crc32]) {
      expect(String(code) + Function.prototype.toString.call(code)).not.toMatch(/fs|crc|await/);
    }`,
  "has V8 tell it in a message": `
    for (const tell of [
      () => Reflect.construct(LogFile.open, []),
      () => class extends LogFile.prototype.append {},
      () => structuredClone(LogFile.open),
      () => structuredClone(LogFile),
      () => structuredClone(crc32),
      () => { throw new TypeError(crc32 + ""); },
    ]) expect(tell).toThrow(expect.objectContaining({
      message: expect.not.stringMatching(/fs|path|record|seed|await|static|return (?!native)/),
    }));`,
  "reads places from stacks": `
    const stacks = [new Error().stack];
    expect(() => { Error.prepareStackTrace = (_, calls) => calls; }).toThrow();
    await LogFile.open("/log", { fs: {} }).catch((error) => stacks.push(error.stack));
    expect(stacks).toHaveLength(2);
    for (const stack of stacks) {
      expect(stack.split("\\n").filter((line) => /^ +at /.test(line) && !/at tests:/.test(line))).toEqual([]);
    }`,
  "remembers other implementations": `
    globalThis.met = (globalThis.met ?? 0) + 1;
    expect(globalThis.met).toBe(1);`,
  "looks at a clock": `
    expect([Date.now(), globalThis.Date.now()]).toEqual(Array(2).fill(Date.UTC(2026, 0, 1)));
    for (let i = 0; i < 1e6; i++);
    expect([performance.now(), globalThis.performance.now()]).toEqual([1, 1]);
    expect([process.hrtime, process.memoryUsage, globalThis.process.hrtime]).toEqual(Array(3));`,
  "takes the globals back": `
    for (const name of ["Date", "crypto", "process", "performance", "setTimeout"]) {
      expect(() => Object.defineProperty(globalThis, name, { value: 1 })).toThrow();
    }`,
};

const PRINTS = `test("prints", () => {
  console.log(String(LogFile));
  throw Object.assign(new Error("SECRET"), { name: "SECRET", stack: "SECRET" });
});`;

/** Sixteen tests that each fail by chance. */
const COINS = `
import { test } from "vitest";
for (let coin = 0; coin < 16; coin++) test("coin", () => {
  const [byte] = globalThis.crypto.getRandomValues(new Uint8Array(1));
  if ((byte % 2) + Math.random() < 0.7) throw new Error("tails");
});`;

describe("a cheat", () => {
  test("that looks for anything but behaviour finds nothing, and notices no bug", async () => {
    const tests = Object.entries(CHEATS).map(
      ([name, body]) => `test(${JSON.stringify(name)}, async () => {${body}});`,
    );
    expect(await gradeBody(tests.join("\n"))).toEqual({
      ...{ tests: tests.length, valid: true, noticed: 0, outOf: 3, problems: [] },
    });
  });

  test("that prints, or throws what it has read, tells it to nobody", async () => {
    const report = await gradeBody(PRINTS);
    expect(report?.problems).toMatchObject([{ message: "This test fails on the reference." }]);
    expect(JSON.stringify(report)).not.toContain("SECRET");
  });

  test("that fails by chance is not valid", async () => {
    const body = `test("coin", () => { if (Math.random() < 0.5) throw new Error("tails"); });`;
    expect(await gradeBody(`for (let i = 0; i < 9; i++) ${body}`)).toMatchObject({ valid: false });
  });

  test("meets the same chance on each implementation, and another with another seed", async () => {
    const bundle = await bundleTests(new Map([["tests/coins.test.ts", COINS]]), DAY1);
    if (bundle.kind !== "tests") throw new Error(bundle.kind);
    const { before, reference } = await implementationsOf(DAY1);
    const script = testScript({ before, subject: reference, tests: bundle.part });
    const around = {
      machine: await surveyMachine(),
      withoutLayers: [],
      limitMs: 10_000,
      bail: false,
    };
    const run = async (seed: number) => runTests(script, { ...around, seed });
    const [first, again, other] = [await run(1), await run(1), await run(2)];
    expect(first).toMatchObject({ kind: "ran", tests: 16 });
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
  });

  test("that says what is no result has broken", async () => {
    const script = { kind: "bundle", sourceMap: "", files: [] } as const;
    const around = { machine: await surveyMachine(), withoutLayers: [], limitMs: 10_000 };
    const code = `exports.run = () => ({ tests: -1, failed: [["SECRET"]], broken: [] });`;
    const outcome = await runTests({ ...script, code }, { ...around, seed: 1, bail: false });
    expect(outcome).toEqual({ kind: "broke" });
  });
});
