import { describe, expect, test } from "vitest";
import { Examination, type RunOptions } from "../../src/judge/examination.ts";
import type { SuiteRun } from "../../src/judge/suite-runner.ts";
import type { CheckResult, Verdict } from "../../src/report/report.ts";

const IDS = ["a", "b", "c"];
const ALL_HANG = { a: "timeout", b: "timeout", c: "-" } as const;
const NOMINAL = { callMs: 100, dayMs: 10_000 };

function result(id: string, verdict: Verdict): CheckResult {
  const needs = id === "c" ? ["b"] : [];
  const facts = { id, exercise: "1.1", points: 2, rationale: "", hints: [], needs };
  return { ...facts, verdict, message: "", frames: [], durationMs: 1 };
}

/** A run: `-` stands for a check that was kept from running. */
function runOf(
  ids: readonly string[],
  verdicts: Readonly<Record<string, Verdict | "-">>,
): SuiteRun {
  const checks = ids.map((id) => result(id, asVerdict(verdicts[id] ?? "pass")));
  return { checks, untried: new Set(ids.filter((id) => verdicts[id] === "-")), output: "" };
}

function asVerdict(verdict: Verdict | "-"): Verdict {
  return verdict === "-" ? "timeout" : verdict;
}

/** Settles a submission whose runs end like this, on a machine that is as slow as this by then. */
async function settle(runs: Readonly<Record<string, Verdict | "-">>[], slowdowns = [1, 1]) {
  const asked: RunOptions[] = [];
  const run = async (options: RunOptions) => {
    asked.push(options);
    return runOf(options.only ?? IDS, runs[asked.length - 1] ?? {});
  };
  const [first = 1, second = first] = slowdowns;
  const pace = { slowdown: async () => first, measure: async () => second };
  const examination = await Examination.start(run, pace, NOMINAL);
  const { checks } = await examination.settle(7, undefined);
  const verdicts = checks.map(({ verdict }) => verdict).join(" ");
  return { asked, verdicts, only: asked.map(({ only }) => only?.join("")), examination };
}

describe("a submission that hangs", () => {
  test("in one check is asked the others again, with the same seed", async () => {
    const { verdicts, only, asked } = await settle([{ a: "timeout", b: "-", c: "-" }]);
    expect(verdicts).toBe("timeout pass pass");
    expect(only).toEqual([undefined, "bc"]);
    expect(asked.map(({ seed }) => seed)).toEqual([7, 7]);
  });

  test("is not asked what builds on a check that hangs", async () => {
    const { only, verdicts } = await settle([{ b: "timeout", c: "-" }]);
    expect(only).toEqual([undefined]);
    expect(verdicts).toBe("pass timeout timeout");
  });

  test("in all checks is given up after two runs", async () => {
    const { only, verdicts } = await settle([{ a: "timeout", b: "-", c: "-" }, ALL_HANG, {}]);
    expect(only).toEqual([undefined, "bc"]);
    expect(verdicts).toBe("timeout timeout timeout");
  });
});

describe("a check that was late", () => {
  test("is made again with more time when the machine has become slower", async () => {
    const { verdicts, asked, examination } = await settle([{ b: "timeout" }], [1, 4]);
    expect(verdicts).toBe("pass pass pass");
    expect(asked.map(({ callLimitMs }) => callLimitMs)).toEqual([100, 400]);
    expect(examination.limits).toEqual({ slowdown: 4, callMs: 400, dayMs: 40_000 });
  });

  test("is late when the machine is as fast as it was taken for", async () => {
    const { verdicts, asked } = await settle([{ b: "timeout" }], [2, 2]);
    expect(verdicts).toBe("pass timeout pass");
    expect(asked.map(({ callLimitMs }) => callLimitMs)).toEqual([200]);
  });
});

test("limits follow from how slow the machine is", async () => {
  const { asked } = await settle([{}], [2.5]);
  expect(asked).toEqual([
    expect.objectContaining({ callLimitMs: 250, startLimitMs: 25_000, budgetMs: 25_000 }),
  ]);
});
