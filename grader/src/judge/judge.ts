import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Bundle, bundleSubmission } from "../bundle/bundle-submission.ts";
import type { Foundation } from "../bundle/resolver.ts";
import { DAYS, type Day, solutionFolder } from "../course/course.ts";
import { materialise, type Submission } from "../intake/submission.ts";
import type { CheckFacts, LabReport } from "../report/report.ts";
import { surveyMachine } from "../sandbox/index.ts";
import { BUDGET_MS } from "../suites/budget.ts";
import { factsOfTypeCheck } from "../suites/type-check.ts";
import type { Compilation } from "./compiler.ts";
import { CompilerClient } from "./compiler-client.ts";
import { Examination } from "./examination.ts";
import { GraderError } from "./grader-error.ts";
import { accounted, graderFailed, labReport, ungradable, withNeeds } from "./lab-report.ts";
import { Pace } from "./pace.ts";
import { repeated } from "./repetition.ts";
import { Seeds } from "./seeds.ts";
import { typeChecksOf } from "./suite-files.ts";
import { SuiteRunner } from "./suite-runner.ts";

/** How to judge. */
export interface JudgeOptions {
  /** Lets later days build on the student's own earlier ones; by default, on the reference. */
  readonly ownFoundation?: boolean;
  /** How long one call of the submission may take, where the machine is fast. Default 5000. */
  readonly callLimitMs?: number;
  /** How long all checks of a day together may take, where the machine is fast. Default 90000. */
  readonly budgetMs?: number;
  /**
   * Makes failed checks again with other random numbers, to tell luck from mistakes, and gives late ones
   * another chance. Default true.
   */
  readonly repeats?: boolean;
  /** Names of isolation layers to do without. */
  readonly withoutLayers?: readonly string[];
}

/** What judges who work side by side have in common. */
export interface Shared {
  readonly compiler: CompilerClient;
  /** What there is to pass, by day: found out once, by whoever needs it first. */
  readonly catalogues: Map<number, Promise<readonly CheckFacts[]>>;
  /** By day: settles when the reference has been judged, and passes everything. */
  readonly vouched: Map<number, Promise<void>>;
}

/** What to judge of a day. */
export interface Extent {
  /**
   * The one check to make, with all it builds on; by default every check of the day. Then the
   * compiler is asked only if it makes one of them, and the report tells of no type errors.
   */
  readonly only?: string | undefined;
  /** Makes failed checks again with other random numbers. By default as the judge was told. */
  readonly repeats?: boolean;
}

interface FolderOptions extends Extent {
  readonly foundation?: Foundation;
}

/** What is to be examined, and how. */
interface Task {
  readonly foundation: Foundation;
  /** What there is to check: with `only`, what that one builds on, and itself. */
  readonly expected: readonly CheckFacts[];
  readonly only: readonly string[] | undefined;
  /** Whether the compiler is asked, too. */
  readonly types: boolean;
  readonly repeats: boolean;
}

const DEFAULT_CALL_LIMIT_MS = 5000;
const NOT_COMPILED: Compilation = { checks: [], problems: [] };

/**
 * Judges submissions, one at a time, and stays warm between them. Nobody loses a point to a check that
 * the reference does not pass here and now: before the first failure of a day is reported, the reference
 * must have passed all of it.
 */
export class Judge {
  readonly #runner: SuiteRunner;
  readonly #options: JudgeOptions;
  readonly #shared: Shared;
  readonly #pace = new Pace();

  private constructor(runner: SuiteRunner, options: JudgeOptions, shared: Shared) {
    this.#runner = runner;
    this.#options = options;
    this.#shared = shared;
  }

  /** @param shared what others have in common with it; by default, it works alone. */
  static async start(
    options: JudgeOptions = {},
    shared: Shared = { compiler: new CompilerClient(), catalogues: new Map(), vouched: new Map() },
  ): Promise<Judge> {
    return new Judge(await SuiteRunner.start(), options, shared);
  }

  /**
   * Every check of a day.
   *
   * @throws a {@link GraderError} when the day's suites do not load.
   */
  catalogue(day: Day): Promise<readonly CheckFacts[]> {
    const { catalogues } = this.#shared;
    const known = catalogues.get(day.number) ?? this.#list(day);
    catalogues.set(day.number, known);
    return known;
  }

  /**
   * Judges one day of a submission. What is wrong with it is in the report, never thrown; so is what
   * goes wrong with the grader meanwhile, as grader errors, so that the others are still judged.
   */
  async judge(submission: Submission, day: Day, extent: Extent = {}): Promise<LabReport> {
    const catalogue = await this.catalogue(day);
    const folder = await mkdtemp(join(tmpdir(), "wal-labs-"));
    try {
      await materialise(submission, folder);
      const foundation = this.#options.ownFoundation ? foundationIn(folder) : "reference";
      return await this.judgeFolder(join(folder, day.slug), day, { ...extent, foundation });
    } catch (error) {
      return graderFailed(day, catalogue, error);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  /**
   * Judges a day's package on disk, whose `src` the course itself vouches to be plain files.
   *
   * @throws a {@link GraderError} when it fails a check, and so does the reference.
   */
  async judgeFolder(directory: string, day: Day, options: FolderOptions = {}): Promise<LabReport> {
    const task = this.#taskOf(day, await this.catalogue(day), options);
    const { expected, only } = task;
    const startedAt = performance.now();
    const found = await this.#examine(directory, day, task);
    const durationMs = performance.now() - startedAt;
    if (found.kind === "refused") return ungradable(day, expected, found.problems, durationMs);
    const checks = accounted(expected, found.checks);
    if (!only && checks.some(({ verdict }) => verdict !== "pass")) await this.#vouch(day);
    const isLate = checks.some(({ verdict }) => verdict === "timeout");
    const report = labReport(day, checks, found.problems, found.output, durationMs);
    return isLate ? { ...report, limits: found.limits } : report;
  }

  async close(): Promise<void> {
    this.#shared.compiler.close();
    await this.#runner.close();
  }

  get #mayRepeat(): boolean {
    return this.#options.repeats ?? true;
  }

  #taskOf(
    { number }: Day,
    all: readonly CheckFacts[],
    { only, foundation = "reference", repeats }: FolderOptions,
  ): Task {
    if (only === undefined) {
      const how = { foundation, repeats: repeats ?? this.#mayRepeat };
      return { ...how, expected: all, only: undefined, types: true };
    }
    const expected = withNeeds(all, only);
    const ids = expected.map(({ id }) => id);
    const types = typeChecksOf(number).some(({ id }) => ids.includes(id));
    return { foundation, expected, only: ids, types, repeats: repeats ?? this.#mayRepeat };
  }

  /** Everything that the compiler and the hidden suites find, not yet held against a catalogue. */
  async #examine(directory: string, day: Day, task: Task) {
    const { foundation, only, types, expected, repeats } = task;
    const bundle = await bundleSubmission({ directory, day: day.number, foundation });
    if (bundle.kind === "refused") return bundle;
    const [{ checks: compiled, problems }, examination, seeds] = await Promise.all([
      types ? this.#shared.compiler.compile(directory, day.number) : NOT_COMPILED,
      this.#examination(day, bundle),
      Seeds.of(packagesOf(directory, day, foundation)),
    ]);
    const seed = seeds.at(0);
    const run = this.#mayRepeat
      ? await examination.settle(seed, only)
      : await examination.once({ seed, only });
    const all = [...compiled, ...run.checks];
    const inSuites = new Set(run.checks.map(({ id }) => id));
    const checks = repeats
      ? await repeated(expected, all, { repeatable: inSuites, examination, seeds })
      : all;
    const { limits } = examination;
    return { kind: "examined", checks, problems, output: run.output, limits } as const;
  }

  async #examination(day: Day, { code, sourceMap }: Bundle): Promise<Examination> {
    const { callLimitMs = DEFAULT_CALL_LIMIT_MS, budgetMs = BUDGET_MS } = this.#options;
    const { withoutLayers = [] } = this.#options;
    const same = { code, sourceMap, withoutLayers, machine: await surveyMachine() };
    return Examination.start(
      (options) => this.#runner.run(day.number, { ...same, ...options }),
      this.#pace,
      { callMs: callLimitMs, dayMs: budgetMs },
    );
  }

  async #list(day: Day): Promise<readonly CheckFacts[]> {
    const suites = await this.#runner.list(day.number, await surveyMachine());
    if (suites.length === 0) throw new GraderError(`Day ${day.number} has no hidden checks.`);
    return [...typeChecksOf(day.number).map(factsOfTypeCheck), ...suites];
  }

  #vouch(day: Day): Promise<void> {
    const { vouched } = this.#shared;
    const known = vouched.get(day.number) ?? this.#judgeReference(day);
    vouched.set(day.number, known);
    return known;
  }

  async #judgeReference(day: Day): Promise<void> {
    const expected = await this.catalogue(day);
    const task = this.#taskOf(day, expected, { repeats: false });
    const found = await this.#examine(dirname(solutionFolder(day)), day, task);
    if (found.kind === "refused") {
      throw new GraderError(`The reference of day ${day.number} does not build.`);
    }
    const checks = accounted(expected, found.checks);
    const failed = checks.find(({ verdict }) => verdict !== "pass");
    if (!failed) return;
    const { id, message, story = "" } = failed;
    throw new GraderError(`The reference fails ${id}: ${message}\n${story}`);
  }
}

/** The student's own days, wherever they handed one in. */
function foundationIn(folder: string): Foundation {
  const own = DAYS.map(({ number, slug }) => [number, { directory: join(folder, slug) }] as const);
  return Object.fromEntries(own.filter(([, { directory }]) => existsSync(directory)));
}

/** The folders whose files decide about a verdict, beside the course itself: the day's own first. */
function packagesOf(directory: string, day: Day, foundation: Foundation): string[] {
  if (typeof foundation === "string") return [directory];
  const earlier = DAYS.filter(({ number }) => number < day.number);
  return [directory, ...earlier.map(({ slug }) => join(dirname(directory), slug))];
}
