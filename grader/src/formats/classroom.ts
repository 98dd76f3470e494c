/**
 * Verdicts as the reporter of GitHub Classroom takes them: what its own runners hand over, in base64,
 * from step to step.
 *
 * | verdict | status of the test | score |
 * | --- | --- | --- |
 * | `pass` | `pass` | its points |
 * | `grader-error` | `error` | 0, and the whole result is `error`: report it to nobody |
 * | all others | `fail` | 0 |
 *
 * @see classroom-resources/autograding-grading-reporter, src/main.js
 * @see classroom-resources/autograding-command-grader, src/main.js
 * @module
 */
import { cleanSubmission } from "../report/clean.ts";
import type { CheckResult, SubmissionReport } from "../report/report.ts";
import { earned } from "../report/scores.ts";
import { VERDICTS } from "../report/verdicts.ts";

type Status = "pass" | "fail" | "error";

/** One test of a runner. */
export interface ClassroomTest {
  readonly name: string;
  readonly status: Status;
  readonly score: number;
  /** Printed into a log that acts on commands in it: never text of the submission. */
  readonly message: string;
  readonly test_code: string;
  readonly filename: string;
  /** 0: none. */
  readonly line_no: number;
  readonly duration: number;
}

/** What a runner hands over. */
export interface ClassroomResult {
  readonly version: 1;
  readonly status: Status;
  readonly max_score: number;
  readonly tests: readonly ClassroomTest[];
}

/** A submission, its checks one after the other. */
export function classroomResult(submission: SubmissionReport): ClassroomResult {
  const checks = cleanSubmission(submission).labs.flatMap((lab) => lab.checks);
  const statuses = checks.map(statusOf);
  return {
    version: 1,
    status: gravestOf(statuses),
    max_score: checks.reduce((sum, { points }) => sum + points, 0),
    tests: checks.map(testOf),
  };
}

function testOf(check: CheckResult): ClassroomTest {
  return {
    name: check.id,
    status: statusOf(check),
    score: earned(check),
    message: VERDICTS[check.verdict].meaning,
    test_code: "",
    filename: "",
    line_no: 0,
    duration: check.durationMs,
  };
}

function gravestOf(statuses: readonly Status[]): Status {
  // Nothing checked is no pass.
  if (statuses.length === 0 || statuses.includes("error")) return "error";
  return statuses.includes("fail") ? "fail" : "pass";
}

function statusOf({ verdict }: CheckResult): Status {
  if (verdict === "grader-error") return "error";
  return verdict === "pass" ? "pass" : "fail";
}
