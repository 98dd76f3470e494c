import type { FeedbackLevel } from "./feedback-level.ts";
import type { CheckResult, GradeReport, LabReport, SubmissionReport, Verdict } from "./report.ts";

type Amount = "all" | "first" | "none";
type Rule = Readonly<Record<FeedbackLevel, Amount>>;
/** A rule for each field, optional ones too: a new field does not compile until it has one. */
type Rules<T> = { readonly [Field in keyof Required<T>]: Rule };

const EVERYONE: Rule = {
  practice: "all",
  "before-due": "all",
  "after-due": "all",
  instructor: "all",
};
const FIRST_BEFORE_DUE: Rule = { ...EVERYONE, "before-due": "first" };
const NOT_BEFORE_DUE: Rule = { ...EVERYONE, "before-due": "none" };
const INSTRUCTOR: Rule = {
  practice: "none",
  "before-due": "none",
  "after-due": "none",
  instructor: "all",
};

const CHECK: Rules<CheckResult> = {
  id: EVERYONE,
  exercise: EVERYONE,
  points: EVERYONE,
  invariant: EVERYONE,
  rationale: EVERYONE,
  hints: FIRST_BEFORE_DUE,
  needs: EVERYONE,
  verdict: EVERYONE,
  message: NOT_BEFORE_DUE,
  story: NOT_BEFORE_DUE,
  frames: NOT_BEFORE_DUE,
  measures: EVERYONE,
  override: EVERYONE,
  durationMs: NOT_BEFORE_DUE,
};

/** A check whose findings are about the grader itself. */
const INTERNAL_CHECK: Rules<CheckResult> = {
  ...CHECK,
  message: INSTRUCTOR,
  story: INSTRUCTOR,
  frames: INSTRUCTOR,
};
const INTERNAL_VERDICTS: readonly Verdict[] = ["suspicious", "grader-error"];

const LAB: Rules<LabReport> = {
  day: EVERYONE,
  title: EVERYONE,
  verdict: EVERYONE,
  points: EVERYONE,
  outOf: EVERYONE,
  checks: EVERYONE,
  problems: EVERYONE,
  output: NOT_BEFORE_DUE,
  tests: EVERYONE,
  override: EVERYONE,
  durationMs: NOT_BEFORE_DUE,
};

const SUBMISSION: Rules<SubmissionReport> = {
  name: EVERYONE,
  source: INSTRUCTOR,
  hash: EVERYONE,
  points: EVERYONE,
  outOf: EVERYONE,
  labs: EVERYONE,
  problems: EVERYONE,
  comment: EVERYONE,
  durationMs: NOT_BEFORE_DUE,
};

const REPORT: Rules<GradeReport> = {
  format: EVERYONE,
  feedback: EVERYONE,
  courseHash: EVERYONE,
  startedAt: EVERYONE,
  durationMs: NOT_BEFORE_DUE,
  layers: INSTRUCTOR,
  submissions: EVERYONE,
};

/**
 * The report as an audience may see it. Withheld text is empty, withheld lists have no elements, a
 * withheld duration is 0, and what is not a field of a report is left out. Narrowing twice shows no
 * more than either.
 */
export function withFeedback(report: GradeReport, level: FeedbackLevel): GradeReport {
  return {
    ...narrow(report, REPORT, level),
    feedback: level,
    submissions: report.submissions.map((submission) => ({
      ...narrow(submission, SUBMISSION, level),
      labs: submission.labs.map((lab) => ({
        ...narrow(lab, LAB, level),
        checks: lab.checks.map((check) => narrow(check, rulesFor(check), level)),
      })),
    })),
  };
}

function rulesFor(check: CheckResult): Rules<CheckResult> {
  return INTERNAL_VERDICTS.includes(check.verdict) ? INTERNAL_CHECK : CHECK;
}

function narrow<T extends object>(facts: T, rules: Rules<T>, level: FeedbackLevel): T {
  const fields = Object.entries<Rule>(rules)
    .filter(([field]) => field in facts)
    .map(([field, rule]) => [field, shown(facts[field as keyof T], rule[level])]);
  return Object.fromEntries(fields) as T;
}

function shown(value: unknown, amount: Amount): unknown {
  if (amount === "all") return value;
  if (Array.isArray(value)) return value.slice(0, amount === "first" ? 1 : 0);
  return typeof value === "number" ? 0 : "";
}
