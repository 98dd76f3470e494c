import type { CheckResult, Problem, TimeLimits } from "../report/report.ts";
import type { Provided } from "../suites/provided.ts";
import type { Pace } from "./pace.ts";
import type { SuiteRun } from "./suite-runner.ts";

/** What one submission's suites are run with, again and again; the rest is the same each time. */
export type RunOptions = Pick<
  Provided,
  "seed" | "only" | "verdictOnly" | "callLimitMs" | "startLimitMs" | "budgetMs"
>;

/** Everything that was found out about a day of a submission, not yet held against a catalogue. */
export interface Examined {
  readonly checks: readonly CheckResult[];
  readonly problems: readonly Problem[];
  readonly output: string;
  /** What the last run was given. */
  readonly limits: TimeLimits;
}

/** The limits on a machine that is fast and idle. */
type Nominal = Pick<TimeLimits, "callMs" | "dayMs">;

const START_LIMIT_MS = 10_000;
/** Rounds for those that others have kept from running. */
const MAX_ROUNDS = 4;

/** Runs the suites on one submission until each check has had its chance. */
export class Examination {
  readonly #run: (options: RunOptions) => Promise<SuiteRun>;
  readonly #pace: Pick<Pace, "measure">;
  readonly #nominal: Nominal;
  #limits: TimeLimits;
  readonly #endsAt: number;

  private constructor(
    run: (options: RunOptions) => Promise<SuiteRun>,
    pace: Pick<Pace, "measure">,
    nominal: Nominal,
    slowdown: number,
  ) {
    this.#run = run;
    this.#pace = pace;
    this.#nominal = nominal;
    this.#limits = limitsAt(slowdown, nominal);
    // Whatever is repeated takes no longer than the day itself may.
    this.#endsAt = performance.now() + 2 * this.#limits.dayMs;
  }

  /** Takes limits for the machine as it is now. */
  static async start(
    run: (options: RunOptions) => Promise<SuiteRun>,
    pace: Pick<Pace, "measure" | "slowdown">,
    nominal: Nominal,
  ): Promise<Examination> {
    return new Examination(run, pace, nominal, await pace.slowdown());
  }

  /** What the last run was given. */
  get limits(): TimeLimits {
    return this.#limits;
  }

  /**
   * Runs checks, and again those that were kept from running by others or, if the machine is slower
   * than it was taken for, were late. A check that passes then has passed.
   */
  async settle(seed: number, only: readonly string[] | undefined): Promise<SuiteRun> {
    let run = await this.once({ seed, only });
    for (let round = 1; round < MAX_ROUNDS && this.hasTime; round++) {
      const waiting = withAChance(run);
      if (waiting.length === 0) break;
      const next = await this.once({ seed, only: waiting });
      run = merged(run, next);
      if (next.checks.every(isLate)) break;
    }
    return this.#withPatience(seed, run);
  }

  /** Runs checks once, within the time that is left. */
  once(options: Pick<RunOptions, "seed" | "only" | "verdictOnly">): Promise<SuiteRun> {
    const { callMs, dayMs, slowdown } = this.#limits;
    return this.#run({
      ...options,
      callLimitMs: callMs,
      startLimitMs: Math.round(START_LIMIT_MS * slowdown),
      budgetMs: Math.min(dayMs, this.#endsAt - performance.now()),
    });
  }

  /** Whether something may still be repeated. */
  get hasTime(): boolean {
    return performance.now() < this.#endsAt;
  }

  async #withPatience(seed: number, run: SuiteRun): Promise<SuiteRun> {
    const late = run.checks.filter(isLate).map(({ id }) => id);
    if (late.length === 0 || !this.hasTime) return run;
    const slowdown = await this.#pace.measure();
    if (slowdown <= this.#limits.slowdown) return run;
    this.#limits = limitsAt(slowdown, this.#nominal);
    return merged(run, await this.once({ seed, only: late }));
  }
}

function limitsAt(slowdown: number, { callMs, dayMs }: Nominal): TimeLimits {
  return { slowdown, callMs: Math.round(callMs * slowdown), dayMs: Math.round(dayMs * slowdown) };
}

/** The first run with what the second one found out instead. */
function merged(first: SuiteRun, second: SuiteRun): SuiteRun {
  const again = new Map(second.checks.map((check) => [check.id, check]));
  const checks = first.checks.map((check) => again.get(check.id) ?? check);
  const untried = [...first.untried].filter((id) => second.untried.has(id) || !again.has(id));
  return { checks, untried: new Set(untried), output: first.output + second.output };
}

/** What was kept from running, but for what builds on a check that hangs. */
function withAChance({ checks, untried }: SuiteRun): string[] {
  const needsOf = new Map(checks.map(({ id, needs }) => [id, needs]));
  const hanging = new Set(checks.filter(isLate).map(({ id }) => id));
  for (const id of untried) hanging.delete(id);
  const isHopeless = (id: string): boolean =>
    hanging.has(id) || (needsOf.get(id) ?? []).some(isHopeless);
  return [...untried].filter((id) => !isHopeless(id));
}

function isLate({ verdict }: CheckResult): boolean {
  return verdict === "timeout";
}
