/** A check that the compiler makes: a file that must compile against the submission's types. */
export interface TypeCheck {
  readonly id: string;
  /** Relative to the day's suites. */
  readonly file: string;
  readonly points: number;
  readonly rationale: string;
  readonly hints: readonly string[];
}
