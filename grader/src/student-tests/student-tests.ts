import type { Bundle } from "../bundle/bundle-submission.ts";
import type { Day } from "../course/course.ts";
import type { Submission } from "../intake/submission.ts";
import { shareOut } from "../judge/share-out.ts";
import type { Problem, TestsReport } from "../report/report.ts";
import { surveyMachine } from "../sandbox/index.ts";
import { type CorrectRun, correctRuns, problemsOf, SEED } from "./correct-runs.ts";
import { testsIn } from "./handed-in.ts";
import { type Implementations, implementationsOf, type PlantedPart } from "./implementations.ts";
import type { ScriptPart } from "./script-part.ts";
import { bundleTests, type TestBundle } from "./test-bundle.ts";
import { type RunOutcome, runTests } from "./test-run.ts";
import { testScript } from "./test-script.ts";

const LEAST_LIMIT_MS = 2000;
/** How much slower than the slowest correct implementation a bug may be. */
const SLOWER = 5;

/** How to grade tests. */
export interface StudentTestsOptions {
  /** Names of isolation layers to do without. */
  readonly withoutLayers?: readonly string[];
  /** For all runs together; what was not reached then is not noticed. Default 120000. */
  readonly budgetMs?: number;
  /** For one run of all tests. Default 10000. */
  readonly limitMs?: number;
  /** Processes side by side. Default 2. */
  readonly parallel?: number;
  /** The ids of the planted bugs to try; all of the day by default. */
  readonly bugs?: readonly string[];
}

type Tests = Extract<TestBundle, { kind: "tests" }>;
type Settings = Required<Omit<StudentTestsOptions, "bugs">>;

const DEFAULTS: Settings = {
  withoutLayers: [],
  budgetMs: 120_000,
  limitMs: 10_000,
  parallel: 2,
};

/**
 * What a submission's tests for a day are worth; nothing when it has none. They run against the
 * reference and every correct variant, and if all pass there, against each planted bug. A bug is
 * noticed when a test fails on it, or when they do not come to an end.
 *
 * @throws a `SandboxError` `SANDBOX_START` when no process can be started here.
 */
export async function gradeTests(
  submission: Pick<Submission, "files">,
  day: Day,
  options: StudentTestsOptions = {},
): Promise<TestsReport | undefined> {
  const texts = testsIn(submission, day);
  if (texts.size === 0) return undefined;
  const all = await implementationsOf(day);
  const isAsked = ({ id }: { readonly id: string }) => options.bugs?.includes(id) ?? true;
  const implementations = { ...all, bugs: all.bugs.filter(isAsked) };
  const outOf = implementations.bugs.length;
  const invalid = (tests: number, problems: readonly Problem[]): TestsReport => {
    return { tests, valid: false, noticed: 0, outOf, problems };
  };
  const bundle = await bundleTests(texts, day);
  if (bundle.kind === "refused") return invalid(0, bundle.problems);
  const runs = new Runs(bundle, implementations, { ...DEFAULTS, ...options });
  const correct = await runs.onCorrect();
  if (correct.problems.length > 0) return invalid(correct.tests, correct.problems);
  const found = correct.tests > 0 ? await runs.onBugs() : { noticed: 0, problems: [] };
  return { tests: correct.tests, valid: true, outOf, ...found };
}

/** The runs of one submission's tests. */
class Runs {
  readonly #tests: Tests;
  readonly #implementations: Implementations;
  readonly #options: Settings;
  readonly #beganAt = performance.now();
  readonly #workers: readonly number[];
  /** What a bug's first run may take: a bug that never ends should not cost the whole limit. */
  #bugLimitMs = LEAST_LIMIT_MS;

  constructor(tests: Tests, implementations: Implementations, options: Settings) {
    this.#tests = tests;
    this.#implementations = implementations;
    this.#options = options;
    this.#workers = Array.from({ length: options.parallel }, (_, index) => index);
  }

  /** How many tests there are, and why they are not valid, if so: the first reason is enough. */
  async onCorrect(): Promise<{ tests: number; problems: readonly Problem[] }> {
    const ends: { tests: number; problems: readonly Problem[] }[] = [];
    await shareOut(correctRuns(this.#implementations).entries(), this.#workers, async (_, run) => {
      if (!ends.some(({ problems }) => problems.length > 0))
        ends[run[0]] = await this.#onOne(run[1]);
    });
    const failed = ends.find((end) => (end?.problems.length ?? 0) > 0);
    return { tests: ends[0]?.tests ?? 0, problems: failed?.problems ?? [] };
  }

  async #onOne(run: CorrectRun): Promise<{ tests: number; problems: readonly Problem[] }> {
    const beganAt = performance.now();
    const outcome = await this.#run(run.subject, run.seed, false);
    const limitMs = SLOWER * (performance.now() - beganAt);
    this.#bugLimitMs = Math.min(Math.max(this.#bugLimitMs, limitMs), this.#options.limitMs);
    const tests = outcome.kind === "ran" ? outcome.tests : 0;
    return { tests, problems: problemsOf(outcome, run, this.#tests) };
  }

  /** How many bugs are noticed, and whether there was time for all of them. */
  async onBugs(): Promise<{ noticed: number; problems: readonly Problem[] }> {
    const { bugs } = this.#implementations;
    const found = await shareOut(bugs, this.#workers, (_, bug) => this.#notices(bug));
    const left = found.filter((each) => each === undefined).length;
    const message = `${left} of ${bugs.length} planted bugs were not tried: the time was used up.`;
    return {
      noticed: found.filter((each) => each === true).length,
      problems: left > 0 ? [{ where: "tests", message }] : [],
    };
  }

  async #notices(bug: PlantedPart): Promise<boolean | undefined> {
    if (performance.now() - this.#beganAt > this.#options.budgetMs) return undefined;
    const subject = await bug.part();
    const first = await this.#run(subject, SEED, true, this.#bugLimitMs);
    // A busy machine can make anyone late once; a loop is late again.
    const outcome = first.kind === "broke" ? await this.#run(subject, SEED, true) : first;
    return outcome.kind === "broke" || outcome.failed.length + outcome.broken.length > 0;
  }

  async #run(
    subject: ScriptPart,
    seed: number,
    bail: boolean,
    limitMs = this.#options.limitMs,
  ): Promise<RunOutcome> {
    const { withoutLayers } = this.#options;
    const { before } = this.#implementations;
    const script: Bundle = testScript({ before, subject, tests: this.#tests.part });
    const machine = await surveyMachine();
    return runTests(script, { machine, withoutLayers, limitMs, seed, bail });
  }
}
