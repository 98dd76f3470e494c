import { randomInt } from "node:crypto";
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
import { factsOfTypeCheck } from "../suites/type-check.ts";
import type { Compilation } from "./compiler.ts";
import { CompilerClient } from "./compiler-client.ts";
import { GraderError } from "./grader-error.ts";
import { accounted, graderFailed, labReport, ungradable, withNeeds } from "./lab-report.ts";
import { typeChecksOf } from "./suite-files.ts";
import { SuiteRunner } from "./suite-runner.ts";

/** How to judge. */
export interface JudgeOptions {
  /** Lets later days build on the student's own earlier ones; by default, on the reference. */
  readonly ownFoundation?: boolean;
  /** How long one call of the submission may take. Default 5000. */
  readonly callLimitMs?: number;
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

interface FolderOptions {
  readonly catalogue?: readonly CheckFacts[];
  readonly foundation?: Foundation;
  /**
   * The one check to make, with all it builds on; by default every check of the day. Then the
   * compiler is asked only if it makes one of them, and the report tells of no type errors.
   */
  readonly only?: string;
}

interface Examination {
  readonly foundation: Foundation;
  readonly only: readonly string[] | undefined;
  /** Whether the compiler is asked, too. */
  readonly types: boolean;
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
  async judge(submission: Submission, day: Day): Promise<LabReport> {
    const catalogue = await this.catalogue(day);
    const folder = await mkdtemp(join(tmpdir(), "wal-labs-"));
    try {
      await materialise(submission, folder);
      const foundation = this.#options.ownFoundation ? foundationIn(folder) : "reference";
      return await this.judgeFolder(join(folder, day.slug), day, { catalogue, foundation });
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
  async judgeFolder(
    directory: string,
    day: Day,
    { catalogue, foundation = "reference", only }: FolderOptions = {},
  ): Promise<LabReport> {
    const all = catalogue ?? (await this.catalogue(day));
    const expected = only === undefined ? all : withNeeds(all, only);
    const startedAt = performance.now();
    const ids = only === undefined ? undefined : expected.map(({ id }) => id);
    const types =
      only === undefined || typeChecksOf(day.number).some(({ id }) => ids?.includes(id));
    const found = await this.#examine(directory, day, { foundation, only: ids, types });
    const durationMs = performance.now() - startedAt;
    if (found.kind === "refused") return ungradable(day, expected, found.problems, durationMs);
    const checks = accounted(expected, found.checks);
    if (!only && checks.some(({ verdict }) => verdict !== "pass")) await this.#vouch(day);
    return labReport(day, checks, found.problems, found.output, durationMs);
  }

  async close(): Promise<void> {
    this.#shared.compiler.close();
    await this.#runner.close();
  }

  async #run(day: Day, { code, sourceMap }: Bundle, only: readonly string[] | undefined) {
    const { callLimitMs = DEFAULT_CALL_LIMIT_MS, withoutLayers = [] } = this.#options;
    const seed = randomInt(2 ** 31);
    const machine = await surveyMachine();
    const limits = { machine, callLimitMs, withoutLayers };
    return this.#runner.run(day.number, { code, sourceMap, seed, only, ...limits });
  }

  /** Everything that the compiler and the hidden suites find, not yet held against a catalogue. */
  async #examine(directory: string, day: Day, { foundation, only, types }: Examination) {
    const bundle = await bundleSubmission({ directory, day: day.number, foundation });
    if (bundle.kind === "refused") return bundle;
    const [{ checks, problems }, run] = await Promise.all([
      types ? this.#shared.compiler.compile(directory, day.number) : NOT_COMPILED,
      this.#run(day, bundle, only),
    ]);
    return {
      kind: "examined",
      checks: [...checks, ...run.checks],
      problems,
      output: run.output,
    } as const;
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
    const types = typeChecksOf(day.number).length > 0;
    const how = { foundation: "reference", only: undefined, types } as const;
    const found = await this.#examine(dirname(solutionFolder(day)), day, how);
    if (found.kind === "refused") {
      throw new GraderError(`The reference of day ${day.number} does not build.`);
    }
    const checks = accounted(await this.catalogue(day), found.checks);
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
