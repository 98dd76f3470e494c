import type { SubmissionReport, Verdict } from "./report.ts";

/** How a verdict is shown and explained. */
export interface VerdictFacts {
  /** One character, so that nothing is told by colour alone. */
  readonly symbol: string;
  readonly label: string;
  /** `good`: done; `mend`: for the student; `wait`: resolves itself; `ask`: for the instructor. */
  readonly tone: "good" | "mend" | "wait" | "ask";
  readonly meaning: string;
}

/** Every verdict, the least grave first. */
export const VERDICTS: Readonly<Record<Verdict, VerdictFacts>> = {
  pass: { symbol: "✓", label: "pass", tone: "good", meaning: "The check held." },
  blocked: {
    symbol: "↑",
    label: "blocked",
    tone: "wait",
    meaning: "A check that it builds on failed. Mend that one first.",
  },
  flaky: {
    symbol: "~",
    label: "flaky",
    tone: "mend",
    meaning: "It passed with one seed and failed with another.",
  },
  fail: { symbol: "✗", label: "fail", tone: "mend", meaning: "The check did not hold." },
  timeout: {
    symbol: "∞",
    label: "timeout",
    tone: "mend",
    meaning: "The submission did not answer in time, twice.",
  },
  ungradable: {
    symbol: "–",
    label: "ungradable",
    tone: "mend",
    meaning: "There was nothing to run: it does not compile, or it is empty.",
  },
  suspicious: {
    symbol: "?",
    label: "suspicious",
    tone: "ask",
    meaning: "The submission broke the grader's protocol. A person looks at it.",
  },
  "grader-error": {
    symbol: "!",
    label: "grader error",
    tone: "ask",
    meaning: "The grader failed, not the submission. Nobody is marked by it.",
  },
};

/** Every verdict by name, the least grave first. */
export const VERDICT_NAMES = Object.keys(VERDICTS) as readonly Verdict[];

/** The gravest of some verdicts; `pass` if there are none. */
export function gravest(verdicts: readonly Verdict[]): Verdict {
  return VERDICT_NAMES.findLast((verdict) => verdicts.includes(verdict)) ?? "pass";
}

/** The gravest verdict of a submission's labs; `ungradable` when none could be graded. */
export function verdictOf(submission: SubmissionReport): Verdict {
  if (submission.labs.length === 0) return "ungradable";
  return gravest(submission.labs.map((lab) => lab.verdict));
}
