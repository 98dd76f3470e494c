import { join } from "node:path";
import { type CliOptions, createVitest, type TestCase, type Vitest } from "vitest/node";
import { COURSE_ROOT } from "../course/course.ts";
import { referenceAliases } from "../course/reference-aliases.ts";
import type { CheckFacts, CheckResult } from "../report/report.ts";
import type { Machine } from "../sandbox/layers/layers.ts";
import type { Provided } from "../suites/provided.ts";
import { GraderError } from "./grader-error.ts";
import { withoutItsSignals } from "./own-signals.ts";
import { suiteFolder } from "./suite-files.ts";
import { WarmThread } from "./warm-thread.ts";

const GRADER = join(COURSE_ROOT, "grader");

/** What a run of the suites left. */
export interface SuiteRun {
  readonly checks: readonly CheckResult[];
  /** Ids of those that were not tried, or not to their end: others had used up the chances. */
  readonly untried: ReadonlySet<string>;
  /** What the submission printed. */
  readonly output: string;
}

/** Runs the hidden suites, one submission after the other, in one vitest that stays warm. */
export class SuiteRunner {
  readonly #vitest: Vitest;
  readonly #thread: WarmThread;

  private constructor(vitest: Vitest, thread: WarmThread) {
    this.#vitest = vitest;
    this.#thread = thread;
  }

  static async start(): Promise<SuiteRunner> {
    const thread = new WarmThread();
    const options: CliOptions = {
      config: false,
      root: GRADER,
      include: ["src/suites/**/*.suite.ts"],
      pool: thread.pool,
      isolate: false,
      fileParallelism: false,
      watch: false,
      reporters: [{}],
    };
    const resolve = { alias: referenceAliases() };
    const vitest = await withoutItsSignals(() => createVitest("test", options, { resolve }));
    return new SuiteRunner(vitest, thread);
  }

  /**
   * Runs a day's suites against one submission.
   *
   * @throws a {@link GraderError} when the suites themselves do not load.
   */
  async run(day: number, submission: Provided): Promise<SuiteRun> {
    const tests = await this.#testsOf(day, submission);
    if (!tests.every(endedWell)) await this.#thread.end();
    const output = tests.map((test) => test.meta().output ?? "").at(-1) ?? "";
    const untried = tests.filter((test) => test.meta().outcome?.untried);
    const ids = untried.map((test) => factsOf(test).id);
    return { checks: tests.map(resultOf), untried: new Set(ids), output };
  }

  /**
   * What there is to check on a day. Nothing of a submission runs.
   *
   * @throws a {@link GraderError} when the suites themselves do not load.
   */
  async list(day: number, machine: Machine): Promise<CheckFacts[]> {
    const nothing = {
      code: "",
      sourceMap: "",
      seed: 0,
      callLimitMs: 0,
      startLimitMs: 0,
      budgetMs: 0,
      withoutLayers: [],
      machine,
    };
    const tests = await this.#testsOf(day, { ...nothing, listing: true });
    return tests.map(factsOf);
  }

  async #testsOf(day: number, submission: Provided): Promise<TestCase[]> {
    this.#vitest.getRootProject().provide("submission", submission);
    const isOfDay = ({ moduleId }: { moduleId: string }): boolean =>
      moduleId.startsWith(join(suiteFolder(day), "/"));
    const specifications = (await this.#vitest.globTestSpecifications()).filter(isOfDay);
    const run = await this.#vitest.runTestSpecifications(specifications, true);
    // vitest also gives what it remembers of other days.
    const testModules = run.testModules.filter(isOfDay);
    const errors = testModules.flatMap((module) => module.errors());
    if (errors.length > 0) {
      await this.#thread.end();
      throw new GraderError(`The hidden suites of day ${day} do not load: ${errors[0]?.message}`);
    }
    return testModules.flatMap(({ children }) => [...children.allTests()]);
  }

  async close(): Promise<void> {
    await this.#vitest.close();
    await this.#thread.end();
  }
}

/** What was late, or no answer at all, may still be at work: the next submission gets a new thread. */
function endedWell(test: TestCase): boolean {
  const verdict = test.meta().outcome?.verdict;
  return verdict === "pass" || verdict === "fail";
}

/** A test that left no outcome was not run: the grader's fault, never a pass and never a zero. */
function resultOf(test: TestCase): CheckResult {
  const { outcome } = test.meta();
  const facts = factsOf(test);
  const durationMs = Math.round(test.diagnostic()?.duration ?? 0);
  if (outcome) {
    const { untried: _, ...found } = outcome;
    return { ...facts, ...found, durationMs };
  }
  const message = "The check gave no result.";
  return { ...facts, verdict: "grader-error", message, frames: [], durationMs };
}

function factsOf(test: TestCase): CheckFacts {
  const { facts } = test.meta();
  if (facts) return facts;
  throw new GraderError(`The hidden test "${test.fullName}" did not say what it is.`);
}
