import type { CrashExploration, CrashOutcome } from "./crash-exploration.ts";
import type { CrashPlan } from "./crash-plan.ts";
import type { Crash } from "./crash-replay.ts";
import { crashPlans, lossesIn } from "./crash-states.ts";
import { type Cut, cutAfter, type RecordedRun, recordRun } from "./cuts.ts";
import { inParallel } from "./in-parallel.ts";
import { Journal } from "./journal.ts";
import { allMicrotasks } from "./macrotask.ts";
import { SimDisk } from "./simulated-disk.ts";

/** What a search went through, and the first violation it met. */
export interface SearchResult {
  readonly states: number;
  readonly distinctImages: number;
  readonly outcome: CrashOutcome | undefined;
}

/** Runs the workload with some of its steps, to its end. */
export function runWorkload<Step>(
  exploration: CrashExploration<Step>,
  steps: readonly number[],
): Promise<RecordedRun> {
  const disk = new SimDisk(exploration.disk);
  disk.slowSyncs = exploration.drain ?? allMicrotasks;
  const journal = new Journal(disk);
  const chosen = (exploration.steps ?? []).filter((_, index) => steps.includes(index));
  return recordRun(disk, journal, () => exploration.workload(disk, journal, chosen));
}

/** Tries every crash of a workload that ran, in order of time, until one is a violation. */
export async function searchCrashes<Step>(
  exploration: CrashExploration<Step>,
  run: RecordedRun,
): Promise<SearchResult> {
  const search = new CrashSearch(exploration, run);
  const crashes = plansOf(exploration, run);
  await inParallel(exploration.concurrency ?? 1, crashes, (state) => search.explore(state));
  return search.result();
}

/** Does these crashes again, from a recorded run; undefined when a run is over before its crash. */
export async function tryCrashes<Step>(
  exploration: CrashExploration<Step>,
  run: RecordedRun,
  crashes: readonly Crash[],
): Promise<CrashOutcome | undefined> {
  const runs = [run];
  for (const [index, { operations, plan }] of crashes.entries()) {
    const last = runs.at(-1);
    const cut = last && cutAfter(last, operations);
    if (!cut || last.disk.log.length < operations) return undefined;
    if (!fits(cut, plan)) return undefined;
    const attempt = await recoverFrom(exploration, cut, cut.snapshot.crash(plan));
    const { run: next, recovered, failure } = attempt;
    const tried = crashes.slice(0, index + 1);
    if (failure || tried.length === crashes.length) {
      return { runs, crashes: tried, recovery: next.disk.log, recovered, failure };
    }
    runs.push(next);
  }
  return undefined;
}

/** The crash images that were seen, and the violations that were met. */
class CrashSearch<Step> {
  readonly #exploration: CrashExploration<Step>;
  readonly #run: RecordedRun;
  readonly #images = new Set<string>();
  readonly #innerImages = new Set<string>();
  readonly #violations: CrashOutcome[] = [];
  #states = 0;

  constructor(exploration: CrashExploration<Step>, run: RecordedRun) {
    this.#exploration = exploration;
    this.#run = run;
  }

  /** Crashes there, recovers, and, where asked to, crashes that recovery at each of its moments. */
  async explore({ cut, plan }: CrashState): Promise<"stop" | undefined> {
    if (this.#violations.length > 0) return "stop";
    const disk = cut.snapshot.crash(plan);
    this.#states += 1;
    if (!isNew(this.#images, imageOf(cut, disk))) return undefined;
    const attempt = await recoverFrom(this.#exploration, cut, disk);
    const crash = { operations: cut.operations, plan };
    if (this.#noteViolation([this.#run], [crash], attempt)) return "stop";
    if (this.#exploration.insideRecovery) await this.#crashRecovery(crash, attempt.run);
    return undefined;
  }

  result(): SearchResult {
    const distinctImages = this.#images.size + this.#innerImages.size;
    const [outcome] = this.#violations.sort(compareOutcomes);
    return { states: this.#states, distinctImages, outcome };
  }

  async #crashRecovery(crash: Crash, recovery: RecordedRun): Promise<void> {
    for (const { cut, plan } of plansOf(this.#exploration, recovery)) {
      const disk = cut.snapshot.crash(plan);
      this.#states += 1;
      const image = imageOf(cut, disk);
      if (this.#images.has(image) || !isNew(this.#innerImages, image)) continue;
      const attempt = await recoverFrom(this.#exploration, cut, disk);
      const crashes = [crash, { operations: cut.operations, plan }];
      if (this.#noteViolation([this.#run, recovery], crashes, attempt)) return;
    }
  }

  #noteViolation(runs: RecordedRun[], crashes: Crash[], attempt: Recovery): boolean {
    const { run, recovered, failure } = attempt;
    if (failure === undefined) return false;
    this.#violations.push({ runs, crashes, recovery: run.disk.log, recovered, failure });
    return true;
  }
}

interface CrashState {
  readonly cut: Cut;
  readonly plan: CrashPlan;
}

interface Recovery {
  readonly run: RecordedRun;
  readonly recovered?: string | undefined;
  readonly failure?: { readonly error: unknown } | undefined;
}

async function recoverFrom<Step>(
  exploration: CrashExploration<Step>,
  cut: Cut,
  disk: SimDisk,
): Promise<Recovery> {
  const journal = new Journal(disk, cut.entries);
  let recovered: string | undefined;
  const program = async (): Promise<void> => {
    const gave = await exploration.recover(disk, journal);
    if (typeof gave === "string") recovered = gave;
  };
  try {
    if (exploration.insideRecovery)
      return { run: await recordRun(disk, journal, program), recovered };
    await program();
    return { run: { disk, journal, cuts: [] }, recovered };
  } catch (error) {
    if (exploration.isViolation?.(error) === false) throw error;
    return { run: { disk, journal, cuts: [] }, recovered, failure: { error } };
  }
}

function* plansOf<Step>(
  exploration: CrashExploration<Step>,
  run: RecordedRun,
): Generator<CrashState> {
  const { kinds = ["process", "power"], randomStates = 4, seed = 1, unitLimit = 64 } = exploration;
  for (const cut of run.cuts) {
    const choice = { kinds, randomStates, seed: seed + cut.operations, unitLimit };
    for (const plan of crashPlans(cut.snapshot.units, choice)) yield { cut, plan };
  }
}

function imageOf(cut: Cut, disk: SimDisk): string {
  const acknowledged = cut.entries.filter((entry) => entry.kind === "acknowledge");
  return `${acknowledged.length} ${disk.digest}`;
}

function isNew(images: Set<string>, image: string): boolean {
  return images.size < images.add(image).size;
}

function fits({ snapshot }: Cut, plan: CrashPlan): boolean {
  if (plan.kind === "process" || typeof plan.fates === "string") return true;
  return plan.fates.length === snapshot.units.length;
}

function compareOutcomes(one: CrashOutcome, other: CrashOutcome): number {
  return sizeOf(one) - sizeOf(other);
}

/** Earliest moment first, then fewest losses. */
function sizeOf({ crashes }: CrashOutcome): number {
  const losses = crashes.reduce((sum, { plan }) => sum + lossesIn(plan), 0);
  return (crashes[0]?.operations ?? 0) * 1e6 + (crashes.length - 1) * 1e5 + losses;
}
