import { PassThrough } from "node:stream";
import { WriteStream } from "node:tty";
import { stripVTControlCharacters } from "node:util";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { consoleReport } from "../../src/report/console.ts";
import { withFeedback } from "../../src/report/feedback.ts";
import { REPORT } from "./fixture.ts";
import { HOSTILE_TEXTS, hostileReport, INVISIBLE } from "./hostile.ts";

const plain = new PassThrough();
const { getColorDepth } = WriteStream.prototype;
const colourful = Object.assign(new PassThrough(), { isTTY: true, getColorDepth });

beforeEach(() => {
  vi.stubEnv("FORCE_COLOR", undefined);
  vi.stubEnv("NO_COLOR", undefined);
  vi.stubEnv("CI", undefined);
  vi.stubEnv("NODE_DISABLE_COLORS", undefined);
  vi.stubEnv("TERM", "xterm-256color");
});
afterEach(() => {
  vi.unstubAllEnvs();
});

describe("consoleReport", () => {
  test("tells three submissions by name, and what each has to mend", async () => {
    const printed = consoleReport(REPORT, { stream: plain, width: 90 });
    await expect(printed).toMatchFileSnapshot("console.snapshot.txt");
  });

  test("tells before the due date what failed and why it matters, not what was seen", async () => {
    const report = withFeedback(REPORT, "before-due");
    const printed = consoleReport(report, { stream: plain, width: 60 });
    await expect(printed).toMatchFileSnapshot("console-before-due.snapshot.txt");
  });

  test("has colours in a terminal, and says the same without them", () => {
    const colours = consoleReport(REPORT, { stream: colourful, width: 90 });
    expect(colours).toContain("\u001b[31m");
    const text = consoleReport(REPORT, { stream: plain, width: 90 });
    expect(stripVTControlCharacters(colours)).toBe(text);
  });

  test("has no colours where NO_COLOR is set", () => {
    vi.stubEnv("NO_COLOR", "1");
    expect(consoleReport(REPORT, { stream: colourful })).not.toContain("\u001b");
  });

  test.each([1, 60, 75, 100, 1000])("keeps to the line when it is %i wide", (width) => {
    const names = hostileReport(
      "a name that is longer than any terminal should have to be ".repeat(9),
    );
    const printed = consoleReport({ ...names, courseHash: "4f0c1d" }, { stream: plain, width });
    expect(tableWidth(printed)).toBeLessThanOrEqual(Math.max(60, width));
  });

  test.each([60, 75, 90, 110])("keeps five days to the line when it is %i wide", (width) => {
    const submissions = REPORT.submissions.map((submission) => ({
      ...submission,
      labs: [1, 2, 3, 4, 5].flatMap((day) => submission.labs.map((lab) => ({ ...lab, day }))),
    }));
    const printed = consoleReport({ ...REPORT, submissions }, { stream: plain, width });
    expect(tableWidth(printed)).toBeLessThanOrEqual(width);
  });

  test.each(Object.entries(HOSTILE_TEXTS))("makes %s harmless in every field", (_kind, text) => {
    expect(consoleReport(hostileReport(text), { stream: plain })).not.toMatch(INVISIBLE);
  });

  test("cuts ten megabytes to what a person reads", () => {
    const printed = consoleReport(hostileReport("x\u001b".repeat(5_000_000)), { stream: plain });
    expect(printed.length).toBeLessThan(400_000);
  });
});

/** The longest line of the table of submissions. */
function tableWidth(printed: string): number {
  const lines = printed.split("\n").filter((line) => /^─| % {1,2}/.test(line));
  expect(lines.length).toBeGreaterThan(3);
  return Math.max(...lines.map((line) => line.length));
}
