import type { Problem } from "../report/report.ts";
import type { Implementations } from "./implementations.ts";
import type { ScriptPart } from "./script-part.ts";
import type { TestBundle } from "./test-bundle.ts";
import type { RunOutcome } from "./test-run.ts";

/** A run that all tests must pass. */
export interface CorrectRun {
  readonly subject: ScriptPart;
  /** What to call the implementation to a student: nothing of it is told. */
  readonly name: string;
  readonly seed: number;
}

/** The seed of all runs that are compared: chance is no difference between them. */
export const SEED = 1;

/**
 * What a report tells of one submission's tests. Each line says a little about code that its author must
 * not see, so there are few, and none has a word that a process said.
 */
const MAX_PROBLEMS = 5;

const REFERENCE = "the reference";
const VARIANT = "another correct implementation";

/** The reference also runs with other seeds: a test that fails by chance is no test. */
export function correctRuns({ reference, variants }: Implementations): CorrectRun[] {
  return [
    { subject: reference, name: REFERENCE, seed: SEED },
    ...variants.map((subject) => ({ subject, name: VARIANT, seed: SEED })),
    { subject: reference, name: REFERENCE, seed: SEED + 1 },
    { subject: reference, name: REFERENCE, seed: SEED + 2 },
  ];
}

/** Why a run on a correct implementation makes the tests invalid; nothing when all passed. */
export function problemsOf(
  outcome: RunOutcome,
  { name }: CorrectRun,
  { files, whereOf }: Extract<TestBundle, { kind: "tests" }>,
): Problem[] {
  if (outcome.kind === "broke") {
    return [{ where: "tests", message: `They do not come to an end on ${name}.` }];
  }
  const failed = outcome.failed.map(([line, column]) => whereOf(line, column) ?? "tests");
  const broken = outcome.broken.map((index) => files[index] ?? "tests");
  return [
    ...[...new Set(broken)].map((where) => ({
      where,
      message: `It cannot be loaded, or one of its hooks fails, on ${name}.`,
    })),
    ...[...new Set(failed)].map((where) => ({ where, message: `This test fails on ${name}.` })),
  ].slice(0, MAX_PROBLEMS);
}
