/**
 * Verdicts as the JSON of check50, for what reads it: submit50's tools, graders built on it.
 *
 * | verdict | `passed` | `cause` |
 * | --- | --- | --- |
 * | `pass` | `true` | `null` |
 * | `fail`, `flaky`, `timeout`, `ungradable` | `false` | rationale, help |
 * | `blocked` | `null` | rationale, help |
 * | `suspicious`, `grader-error` | `null` | rationale, help, error |
 *
 * `log` has the story, or why nothing could be run, a line each; `data` has what check50 has no field
 * for.
 *
 * @see check50, docs/source/json_specification.rst
 * @module
 */
import { DAYS } from "../course/course.ts";
import { cleanSubmission } from "../report/clean.ts";
import type { CheckResult, LabReport, SubmissionReport, Verdict } from "../report/report.ts";
import { earned } from "../report/scores.ts";
import { finding, hintsText, problemsText } from "./check-text.ts";

/** The release of check50 whose JSON this is. */
const VERSION = "3.3.11";

/** What check50 says of an error of its own. */
export interface Check50Error {
  readonly type: string;
  readonly value: string;
  readonly traceback: readonly string[];
  readonly data: Readonly<Record<string, unknown>>;
}

/** Why a check did not pass. */
export interface Check50Cause {
  readonly rationale: string;
  readonly help: string | null;
  readonly error?: Check50Error;
}

/** One check. `null` for `passed`: it was not judged. */
export interface Check50Result {
  readonly name: string;
  readonly description: string;
  readonly passed: boolean | null;
  readonly log: readonly string[];
  readonly cause: Check50Cause | null;
  readonly data: Readonly<Record<string, unknown>>;
  readonly dependency: string | null;
}

/** A submission: results, or why there are none. */
export type Check50Report =
  | { readonly slug: string; readonly results: readonly Check50Result[]; readonly version: string }
  | { readonly slug: string; readonly error: Check50Error; readonly version: string };

const PASSED: Readonly<Record<Verdict, boolean | null>> = {
  pass: true,
  fail: false,
  flaky: false,
  timeout: false,
  ungradable: false,
  blocked: null,
  suspicious: null,
  "grader-error": null,
};

/** A submission, the days of it one after the other. The slug names the one day, or the course. */
export function check50Json(submission: SubmissionReport): Check50Report {
  const { labs, problems } = cleanSubmission(submission);
  const [lab] = labs;
  const day = DAYS.find(({ number }) => number === lab?.day);
  const slug = labs.length === 1 && day ? `wal-labs/${day.slug}` : "wal-labs";
  if (lab) return { slug, results: labs.flatMap(resultsOf), version: VERSION };
  const error = errorOf("ungradable", problemsText(problems));
  return { slug, error, version: VERSION };
}

function resultsOf(lab: LabReport): readonly Check50Result[] {
  const passed = new Set(
    lab.checks.filter(({ verdict }) => verdict === "pass").map(({ id }) => id),
  );
  return lab.checks.map((check) => ({
    name: check.id,
    description: descriptionOf(check),
    passed: PASSED[check.verdict],
    log: logOf(check, lab),
    cause: causeOf(check),
    data: dataOf(check, lab.day),
    dependency: check.needs.find((id) => !passed.has(id)) ?? check.needs[0] ?? null,
  }));
}

/** `1.7-sync-before-resolve` reads `1.7 sync before resolve`. */
function descriptionOf({ id, exercise }: CheckResult): string {
  return id.startsWith(`${exercise}-`)
    ? `${exercise} ${id.slice(exercise.length + 1).replaceAll("-", " ")}`
    : id;
}

function logOf(check: CheckResult, { problems }: LabReport): readonly string[] {
  const { verdict, story = "", frames } = check;
  if (verdict === "ungradable") return problemsText(problems).split("\n");
  return [...(story === "" ? [] : story.split("\n")), ...frames.map((frame) => `at ${frame}`)];
}

function causeOf(check: CheckResult): Check50Cause | null {
  const { verdict, message } = check;
  if (verdict === "pass") return null;
  const cause = { rationale: finding(check), help: hintsText(check) || null };
  const isError = verdict === "suspicious" || verdict === "grader-error";
  return isError ? { ...cause, error: errorOf(verdict, message) } : cause;
}

function dataOf(check: CheckResult, day: number): Check50Result["data"] {
  const { verdict, points, rationale, invariant, measures, override } = check;
  return {
    day,
    verdict,
    points: earned(check),
    max_points: points,
    rationale,
    invariant,
    measures,
    override,
  };
}

function errorOf(type: Verdict, value: string): Check50Error {
  return { type, value, traceback: [], data: {} };
}
