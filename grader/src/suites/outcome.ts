import { inspect } from "node:util";
import type { CheckFacts, Measure, Verdict } from "../report/report.ts";
import {
  SandboxError,
  type SandboxErrorCode,
  StudentError,
  StudentTimeout,
} from "../sandbox/errors.ts";
import { CrashFound } from "./crashes.ts";

/** How a check ended. */
export interface Outcome {
  readonly verdict: Verdict;
  readonly message: string;
  readonly story?: string;
  readonly frames: readonly string[];
  readonly measures?: readonly Measure[];
  /** True when it was not tried, or not to its end: others had used up the submission's chances. */
  readonly untried?: boolean;
}

declare module "vitest" {
  /** What a check leaves behind for the judge, beside having passed or failed. */
  interface TaskMeta {
    facts?: CheckFacts;
    outcome?: Outcome;
    /** What the submission printed meanwhile. */
    output?: string;
  }
}

const VERDICTS: Readonly<Partial<Record<SandboxErrorCode, Verdict>>> = {
  SANDBOX_TIMEOUT: "timeout",
  SANDBOX_CIRCUIT_OPEN: "timeout",
  SANDBOX_PROTOCOL: "suspicious",
  SANDBOX_START: "grader-error",
};

/** The end of what all checks share. */
const UNTRIED: ReadonlySet<SandboxErrorCode> = new Set<SandboxErrorCode>([
  "SANDBOX_CIRCUIT_OPEN",
  "SANDBOX_EXHAUSTED",
]);

/** How vitest cites the error of a blank that was called where another error was expected. */
const NOT_DONE = /Exercise \d\.\d+ is not/;

/** What an error that ended a check says about the submission. */
export function outcomeOf(thrown: unknown): Outcome {
  // Where a refusal was expected and the process ended instead, the end is the news.
  const { actual } = (thrown ?? {}) as { actual?: unknown };
  const error = actual instanceof SandboxError ? actual : thrown;
  if (error instanceof SandboxError) {
    const verdict = VERDICTS[error.code] ?? "fail";
    const ending = { verdict, message: endingOf(error), frames: [] };
    return UNTRIED.has(error.code) ? { ...ending, untried: true } : ending;
  }
  if (error instanceof CrashFound) {
    const { message, story } = error;
    return { verdict: "fail", message, story, frames: framesOf(error.cause) };
  }
  return { verdict: "fail", message: messageOf(error), frames: framesOf(error) };
}

/** The same on every machine: limits depend on how fast it is. */
function endingOf(error: SandboxError): string {
  if (UNTRIED.has(error.code)) return `Not run to its end: ${error.message}`;
  if (!(error instanceof StudentTimeout)) return error.message;
  const what = error.what || "A call";
  return `${what} had no result within the time that a call is given, twice.`;
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return `Threw ${inspect(error)}.`;
  if (error instanceof StudentError) {
    if (error.code === "WAL_NOT_IMPLEMENTED") return error.message;
    return `Your code threw ${error.name}: ${error.message}`;
  }
  const { actual, expected } = error as { actual?: { code?: unknown } | null; expected?: unknown };
  if (actual?.code === "WAL_NOT_IMPLEMENTED")
    return `${NOT_DONE.exec(error.message)?.[0]} done yet.`;
  if (expected === undefined && actual === undefined) return error.message;
  return `${error.message}\nexpected: ${shown(expected)}\nbut saw:  ${shown(actual)}`;
}

function shown(value: unknown): string {
  // An error's stack would show where the hidden suite lies.
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  return inspect(value, { depth: 4, maxArrayLength: 32, maxStringLength: 400, breakLength: 88 });
}

function framesOf(error: unknown): string[] {
  if (!(error instanceof StudentError)) return [];
  return error.stack
    .split("\n")
    .slice(1)
    .map((line) => line.trim().replace(/^at (async )?/, ""));
}
