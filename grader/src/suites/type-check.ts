import type { CheckFacts } from "../report/report.ts";

/** A check that the compiler makes: a file that must compile against the submission's types. */
export interface TypeCheck {
  readonly id: string;
  /** Relative to the day's suites. */
  readonly file: string;
  readonly points: number;
  readonly rationale: string;
  readonly hints: readonly string[];
}

/** What there is to tell about a type check before it is made. The exercise is the beginning of its id. */
export function factsOfTypeCheck({ file: _, ...facts }: TypeCheck): CheckFacts {
  const [exercise = ""] = facts.id.split("-");
  return { ...facts, exercise, needs: [] };
}
