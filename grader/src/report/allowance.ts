import { DEFAULT_POLICY, type Policy, type Rungs } from "../policy/policy.ts";
import type { FeedbackLevel } from "./feedback-level.ts";

/** What may be shown. Each kind of text in a report is one of these, or always shown. */
export interface Allowance {
  /** Why a check matters. */
  readonly rationale: boolean;
  /** What was expected and seen, how it came about, and where. */
  readonly findings: boolean;
  /** What the submission printed. */
  readonly output: boolean;
  readonly durations: boolean;
  /** About the grader itself, and about who tried to break it. */
  readonly internal: boolean;
  /** How many rungs of the hints of the check with that id. */
  readonly rungs: (id: string) => number;
}

/** By id of a check: in how many earlier attempts it failed. */
export type Attempts = ReadonlyMap<string, number>;

const NOTHING: Allowance = {
  rationale: false,
  findings: false,
  output: false,
  durations: false,
  internal: false,
  rungs: () => 0,
};

const EVERYTHING: Allowance = {
  rationale: true,
  findings: true,
  output: true,
  durations: true,
  internal: true,
  rungs: () => Number.POSITIVE_INFINITY,
};

/** What a level allows under a policy. No policy has a word for `internal`. */
export function allowanceOf(
  level: FeedbackLevel,
  policy: Policy = DEFAULT_POLICY,
  attempts: Attempts = new Map(),
): Allowance {
  if (level === "instructor") return EVERYTHING;
  if (level === "scores") return NOTHING;
  const { findings, output, durations, hints } = policy.shown[level];
  const rungs = (id: string) => rungsAllowed(hints, attempts.get(id) ?? 0);
  return { rationale: true, findings, output, durations, internal: false, rungs };
}

function rungsAllowed(hints: Rungs, failedBefore: number): number {
  if (hints === "all") return Number.POSITIVE_INFINITY;
  return hints === "by-attempt" ? 1 + failedBefore : hints;
}
