import { describe, expect, test } from "vitest";
import { z } from "zod";
import { check50Json } from "../../src/formats/check50.ts";
import { VERDICT_NAMES } from "../../src/report/verdicts.ts";
import { REPORT } from "../report/fixture.ts";
import { HOSTILE_TEXTS, hostileReport, INVISIBLE } from "../report/hostile.ts";
import { ben, checkWith, everyVerdict, submissionWith } from "./made-up.ts";

/** check50's own description of its JSON, docs/source/json_specification.rst. */
const error = z.strictObject({
  type: z.string(),
  value: z.string(),
  traceback: z.array(z.string()),
  data: z.record(z.string(), z.unknown()),
});
const cause = z.looseObject({
  rationale: z.string(),
  help: z.string().nullish(),
  error: error.optional(),
});
const facts = {
  name: z.string(),
  description: z.string(),
  log: z.array(z.string().refine((line) => !line.includes("\n"))),
  data: z.record(z.string(), z.unknown()),
  dependency: z.string().nullable(),
};
const result = z.union([
  z.strictObject({ ...facts, passed: z.literal(true), cause: z.null() }),
  z.strictObject({ ...facts, passed: z.literal([false, null]), cause }),
]);
const published = z.union([
  z.strictObject({ slug: z.string(), results: z.array(result), version: z.string() }),
  z.strictObject({ slug: z.string(), error, version: z.string() }),
]);

function read(submission: Parameters<typeof check50Json>[0]) {
  return published.parse(JSON.parse(JSON.stringify(check50Json(submission))));
}

function resultsOf(submission: Parameters<typeof check50Json>[0]) {
  const report = read(submission);
  if (!("results" in report)) throw new Error("It has no results.");
  return report.results;
}

describe("check50Json", () => {
  test("is what check50 describes, and names the day", () => {
    expect(read(ben())).toMatchObject({ slug: "wal-labs/day1-checksum", version: /^3\./ });
  });

  test("passes what passed, fails what failed, and judges nothing else", () => {
    const results = resultsOf(submissionWith(everyVerdict()));
    const passed = Object.fromEntries(VERDICT_NAMES.map((name, at) => [name, results[at]?.passed]));
    expect(passed).toEqual({
      pass: true,
      ...{ fail: false, flaky: false, timeout: false, ungradable: false },
      ...{ blocked: null, suspicious: null, "grader-error": null },
    });
  });

  test("says why a check was skipped, and which one it waits for", () => {
    const [, skipped] = resultsOf(submissionWith([checkWith("fail"), checkWith("blocked")]));
    expect(skipped).toMatchObject({
      ...{ passed: null, dependency: "1.7-fail" },
      cause: { rationale: "blocked: What was seen: blocked.", help: "Hint 1: Look again." },
    });
  });

  test("has an error in the cause where nobody is to be marked", () => {
    const [broken] = resultsOf(submissionWith([checkWith("grader-error")]));
    expect(broken?.cause).toMatchObject({ error: { type: "grader-error" } });
  });

  test("logs the story line by line, and where in the code", () => {
    const failed = resultsOf(ben()).find(({ name }) => name === "1.7-sync-before-resolve");
    expect(failed).toMatchObject({ description: "1.7 sync before resolve" });
    expect(failed?.log).toEqual(
      expect.arrayContaining(["  #3  fsync  jobs.wal", "at src/log-file.ts:88"]),
    );
    expect(failed?.data).toMatchObject({ day: 1, points: 0, max_points: 10, invariant: "O1" });
  });

  test("logs why nothing could be run", () => {
    const chloe = REPORT.submissions.find(({ name }) => name === "chloé") ?? ben();
    const [first] = resultsOf(chloe);
    expect(first?.log.join("\n")).toContain("The import of node:child_process is not allowed.");
  });

  test("has an error in place of results when no day was graded", () => {
    expect(read({ ...ben(), labs: [] })).toMatchObject({ error: { type: "ungradable" } });
  });

  test.each(Object.entries(HOSTILE_TEXTS))("is as described with hostile texts: %s", (_, text) => {
    for (const submission of hostileReport(text).submissions) {
      expect(JSON.stringify(read(submission))).not.toMatch(INVISIBLE);
    }
  });
});
