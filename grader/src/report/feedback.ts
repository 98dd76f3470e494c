import { DEFAULT_POLICY, type Policy } from "../policy/policy.ts";
import { type Allowance, allowanceOf } from "./allowance.ts";
import type { FeedbackLevel } from "./feedback-level.ts";
import type {
  CheckResult,
  GradeReport,
  LabReport,
  SubmissionReport,
  TestsReport,
  Verdict,
} from "./report.ts";

/** What a field is about, and so what must be allowed for it to be shown. */
type Topic = "facts" | "rungs" | Exclude<keyof Allowance, "rungs">;
/** A topic for each field, optional ones too: a new field does not compile until it has one. */
type Topics<T> = { readonly [Field in keyof Required<T>]: Topic };

const CHECK: Topics<CheckResult> = {
  id: "facts",
  exercise: "facts",
  points: "facts",
  invariant: "facts",
  rationale: "rationale",
  hints: "rungs",
  needs: "facts",
  verdict: "facts",
  message: "findings",
  story: "findings",
  frames: "findings",
  measures: "facts",
  override: "facts",
  durationMs: "durations",
};

/** A check whose findings are about the grader itself. */
const INTERNAL_CHECK: Topics<CheckResult> = {
  ...CHECK,
  message: "internal",
  story: "internal",
  frames: "internal",
};
const INTERNAL_VERDICTS: readonly Verdict[] = ["suspicious", "grader-error"];

const TESTS: Topics<TestsReport> = {
  tests: "facts",
  valid: "facts",
  noticed: "facts",
  outOf: "facts",
  problems: "facts",
};

const LAB: Topics<LabReport> = {
  day: "facts",
  title: "facts",
  feedback: "facts",
  verdict: "facts",
  points: "facts",
  outOf: "facts",
  checks: "facts",
  problems: "facts",
  output: "output",
  limits: "facts",
  tests: "facts",
  override: "facts",
  durationMs: "durations",
};

const SUBMISSION: Topics<SubmissionReport> = {
  name: "facts",
  source: "internal",
  hash: "facts",
  points: "facts",
  outOf: "facts",
  labs: "facts",
  problems: "facts",
  comment: "facts",
  durationMs: "durations",
};

const REPORT: Topics<GradeReport> = {
  format: "facts",
  feedback: "facts",
  courseHash: "facts",
  startedAt: "facts",
  durationMs: "durations",
  layers: "internal",
  submissions: "facts",
};

/**
 * The report as an audience may see it: all of it at one level, whatever is due when. Withheld text is
 * empty, withheld lists have no elements, a withheld duration is 0, and what is not a field of a report
 * is left out. Narrowing twice shows no more than either.
 */
export function withFeedback(
  report: GradeReport,
  level: FeedbackLevel,
  policy: Policy = DEFAULT_POLICY,
): GradeReport {
  const allowed = allowanceOf(level, policy);
  return {
    ...narrow(report, REPORT, allowed),
    feedback: level,
    submissions: report.submissions.map((submission) => ({
      ...narrowSubmission(submission, allowed),
      labs: submission.labs.map((lab) => narrowLab(lab, allowed)),
    })),
  };
}

/** What is said of a submission as a whole; its labs are as they were. */
export function narrowSubmission(
  submission: SubmissionReport,
  allowed: Allowance,
): SubmissionReport {
  return narrow(submission, SUBMISSION, allowed);
}

/** A lab, of which nothing else is shown than what is allowed. */
export function narrowLab(lab: LabReport, allowed: Allowance): LabReport {
  return {
    ...narrow(lab, LAB, allowed),
    checks: lab.checks.map((check) => narrowCheck(check, allowed)),
    ...(lab.tests && { tests: narrow(lab.tests, TESTS, allowed) }),
  };
}

function narrowCheck(check: CheckResult, allowed: Allowance): CheckResult {
  const isInternal = INTERNAL_VERDICTS.includes(check.verdict);
  return narrow(check, isInternal ? INTERNAL_CHECK : CHECK, allowed, allowed.rungs(check.id));
}

function narrow<T extends object>(facts: T, topics: Topics<T>, allowed: Allowance, rungs = 0): T {
  const fields = Object.entries<Topic>(topics)
    .filter(([field]) => field in facts)
    .map(([field, topic]) => {
      const value = facts[field as keyof T];
      if (topic === "rungs") return [field, (value as readonly string[]).slice(0, rungs)];
      return [field, topic === "facts" || allowed[topic] ? value : withheld(value)];
    });
  return Object.fromEntries(fields) as T;
}

function withheld(value: unknown): unknown {
  if (Array.isArray(value)) return [];
  return typeof value === "number" ? 0 : "";
}
