import { describe, expect, test } from "vitest";
import { repeated } from "../../src/judge/repetition.ts";
import type { SuiteRun } from "../../src/judge/suite-runner.ts";
import type { CheckFacts, CheckResult, Verdict } from "../../src/report/report.ts";

const [crc, log, types] = [facts("crc"), facts("log", ["crc"]), facts("types")] as const;
const CATALOGUE = [crc, log, types];

function facts(id: string, needs: string[] = []): CheckFacts {
  return { id, exercise: "1.1", points: 2, rationale: "", hints: [], needs };
}

function result(check: CheckFacts, verdict: Verdict, message = ""): CheckResult {
  return { ...check, verdict, message, frames: [], durationMs: 1 };
}

/** Repeats what failed; `passing` says which checks pass at which repetition. */
async function repeat(checks: CheckResult[], passing: string[][] = [], hasTime = true) {
  const runs: string[][] = [];
  const once = async ({ seed, only }: { seed: number; only: readonly string[] | undefined }) => {
    runs.push([...(only ?? [])]);
    const of = (id: string) => (passing[seed - 1]?.includes(id) ? "pass" : "fail");
    const again = checks.filter(({ id }) => only?.includes(id));
    const found = again.map((check) => ({ ...check, verdict: of(check.id) as Verdict }));
    return { checks: found, untried: new Set<string>(), output: "" } satisfies SuiteRun;
  };
  const again = { repeatable: new Set(["crc", "log"]), seeds: { at: (times: number) => times } };
  const examination = { once, hasTime };
  const after = await repeated(CATALOGUE, checks, { ...again, examination });
  return { runs, after, verdicts: after.map(({ verdict }) => verdict) };
}

describe("a check that failed", () => {
  test("is made twice more with other seeds, and has failed if it fails each time", async () => {
    const { runs, verdicts } = await repeat([result(crc, "fail")]);
    expect(runs).toEqual([["crc"], ["crc"]]);
    expect(verdicts).toEqual(["fail"]);
  });

  test("is flaky if it passes once, keeps what it said, and is not made again", async () => {
    const failed = { ...result(crc, "fail", "Saw 3."), story: "Once upon a time." };
    const { runs, after } = await repeat([failed], [["crc"]]);
    expect(runs).toEqual([["crc"]]);
    expect(after[0]).toMatchObject({ verdict: "flaky", story: "Once upon a time." });
    expect(after[0]?.message).toMatch(/^Saw 3\.\nIt is luck/);
  });

  test("is not made again when it is a blank, is blocked, or is the compiler's", async () => {
    const blank = result(crc, "fail", "Exercise 1.3 is not done yet.");
    const { runs } = await repeat([blank, result(log, "fail"), result(types, "fail")]);
    expect(runs).toEqual([]);
  });

  test("is not made again when the time is over", async () => {
    const { runs, verdicts } = await repeat([result(crc, "fail")], [["crc"]], false);
    expect(runs).toEqual([]);
    expect(verdicts).toEqual(["fail"]);
  });
});

test("nothing is made again when all passed, timed out or is suspicious", async () => {
  const others = [result(crc, "pass"), result(log, "timeout"), result(types, "suspicious")];
  expect((await repeat(others)).runs).toEqual([]);
});
