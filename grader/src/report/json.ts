import { FEEDBACK_LEVELS } from "./feedback-level.ts";
import type {
  CheckResult,
  GradeReport,
  LabFeedback,
  LabReport,
  LayerReport,
  Measure,
  Override,
  Problem,
  SubmissionReport,
  TestsReport,
  TimeLimits,
} from "./report.ts";
import { bySubmissionName } from "./scores.ts";
import { amount, flag, listOf, objectOf, oneOf, optional, ShapeError, text } from "./shape.ts";
import { VERDICT_NAMES } from "./verdicts.ts";

const problem = objectOf<Problem>({ where: text, message: text, hint: optional(text) });

const measure = objectOf<Measure>({ name: text, value: amount, unit: text });

const override = objectOf<Override>({
  points: optional(amount),
  comment: text,
  by: optional(text),
});

const tests = objectOf<TestsReport>({
  tests: amount,
  valid: flag,
  noticed: amount,
  outOf: amount,
  problems: listOf(problem),
});

const check = objectOf<CheckResult>({
  id: text,
  exercise: text,
  points: amount,
  invariant: optional(text),
  rationale: text,
  hints: listOf(text),
  needs: listOf(text),
  verdict: oneOf(VERDICT_NAMES),
  message: text,
  story: optional(text),
  frames: listOf(text),
  measures: optional(listOf(measure)),
  override: optional(override),
  durationMs: amount,
});

const labFeedback = objectOf<LabFeedback>({ level: oneOf(FEEDBACK_LEVELS), note: text });

const limits = objectOf<TimeLimits>({ slowdown: amount, callMs: amount, dayMs: amount });

const lab = objectOf<LabReport>({
  day: oneOf([1, 2, 3, 4, 5]),
  title: text,
  feedback: optional(labFeedback),
  verdict: oneOf(VERDICT_NAMES),
  points: amount,
  outOf: amount,
  checks: listOf(check),
  problems: listOf(problem),
  output: text,
  limits: optional(limits),
  tests: optional(tests),
  override: optional(override),
  durationMs: amount,
});

const submission = objectOf<SubmissionReport>({
  name: text,
  source: text,
  hash: text,
  points: amount,
  outOf: amount,
  labs: listOf(lab),
  problems: listOf(problem),
  comment: optional(text),
  durationMs: amount,
});

const layer = objectOf<LayerReport>({ name: text, active: flag, note: text });

const gradeReport = objectOf<GradeReport>({
  format: oneOf([1]),
  feedback: optional(oneOf(FEEDBACK_LEVELS)),
  courseHash: text,
  startedAt: text,
  durationMs: amount,
  layers: listOf(layer),
  submissions: listOf(submission),
});

/** What JSON leaves as it is, though a terminal or an editor might act on it. */
const UNSAFE = /[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu;

/**
 * The report as JSON: fields in a fixed order, submissions by name, two spaces, a line end at the
 * end. Reading it gives the same report back; printing it moves no cursor.
 *
 * @throws a {@link ShapeError} when the report is none, such as one with `NaN` points.
 */
export function writeGradeReport(report: GradeReport): string {
  const sorted = { ...report, submissions: bySubmissionName(report.submissions) };
  return `${JSON.stringify(gradeReport(sorted, ""), null, 2).replace(UNSAFE, escaped)}\n`;
}

/**
 * The report that {@link writeGradeReport} wrote. Fields that it does not know are left out.
 *
 * @throws a {@link ShapeError} that names the first field that is not as it should be.
 */
export function readGradeReport(json: string): GradeReport {
  return gradeReport(parsed(json), "");
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new ShapeError("", "JSON", json);
  }
}

function escaped(character: string): string {
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("");
}
