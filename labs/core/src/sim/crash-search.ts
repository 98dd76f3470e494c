import type { CrashExploration, CrashOutcome } from "./crash-exploration.ts";
import type { CrashPlan } from "./crash-plan.ts";
import type { Crash } from "./crash-replay.ts";
import { crashPlans } from "./crash-states.ts";
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

/**
 * Tries every crash of a workload that ran, in order of time, until one is a violation. It is the same
 * one whatever the `concurrency`.
 */
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

/** A way to a crash image, and when a search that does one thing at a time would go it. */
interface Way {
  readonly turn: number;
  readonly crashes: readonly Crash[];
}

interface Violation {
  readonly image: string;
  readonly outcome: CrashOutcome;
}

/** No recovery has as many crashes. */
const TURNS = 1e6;

/** The crash images that were seen, and the violations that were met. */
class CrashSearch<Step> {
  readonly #exploration: CrashExploration<Step>;
  readonly #run: RecordedRun;
  readonly #images = new Set<string>();
  readonly #innerImages = new Set<string>();
  /** The first way to each image. */
  readonly #ways = new Map<string, Way>();
  readonly #violations: Violation[] = [];
  #turn = 0;
  #states = 0;

  constructor(exploration: CrashExploration<Step>, run: RecordedRun) {
    this.#exploration = exploration;
    this.#run = run;
  }

  /** Crashes there, recovers, and, where asked to, crashes that recovery at each of its moments. */
  async explore({ cut, plan }: CrashState): Promise<"stop" | undefined> {
    if (this.#violations.length > 0) return "stop";
    const disk = cut.snapshot.crash(plan);
    const image = imageOf(cut, disk);
    const crash = { operations: cut.operations, plan };
    const way = { turn: this.#turn++ * TURNS, crashes: [crash] };
    this.#states += 1;
    this.#noteWay(image, way);
    if (!isNew(this.#images, image)) return undefined;
    const attempt = await recoverFrom(this.#exploration, cut, disk);
    if (this.#noteViolation(image, [this.#run], way, attempt)) return "stop";
    if (this.#exploration.insideRecovery) await this.#crashRecovery(way, attempt.run);
    return undefined;
  }

  async result(): Promise<SearchResult> {
    const distinctImages = this.#images.size + this.#innerImages.size;
    return { states: this.#states, distinctImages, outcome: await this.#firstOutcome() };
  }

  /**
   * Of the violations that were met at the same time, the one that comes first, on the first way to
   * it: another recovery may have come by earlier on a way that comes later.
   */
  async #firstOutcome(): Promise<CrashOutcome | undefined> {
    const turnOf = ({ image }: Violation) => this.#ways.get(image)?.turn ?? 0;
    const [first] = this.#violations.sort((one, other) => turnOf(one) - turnOf(other));
    const way = first && this.#ways.get(first.image);
    if (!way || way.crashes === first.outcome.crashes) return first?.outcome;
    const again = await tryCrashes(this.#exploration, this.#run, way.crashes);
    return again?.failure && again.crashes.length === way.crashes.length ? again : first.outcome;
  }

  async #crashRecovery({ turn, crashes: [crash] }: Way, recovery: RecordedRun): Promise<void> {
    let step = turn;
    for (const { cut, plan } of plansOf(this.#exploration, recovery)) {
      const disk = cut.snapshot.crash(plan);
      const image = imageOf(cut, disk);
      const inner = { operations: cut.operations, plan };
      const way = { turn: ++step, crashes: crash ? [crash, inner] : [inner] };
      this.#states += 1;
      this.#noteWay(image, way);
      if (this.#images.has(image) || !isNew(this.#innerImages, image)) continue;
      const attempt = await recoverFrom(this.#exploration, cut, disk);
      if (this.#noteViolation(image, [this.#run, recovery], way, attempt)) return;
    }
  }

  #noteWay(image: string, way: Way): void {
    const known = this.#ways.get(image);
    if (!known || way.turn < known.turn) this.#ways.set(image, way);
  }

  #noteViolation(
    image: string,
    runs: readonly RecordedRun[],
    { crashes }: Way,
    { run, recovered, failure }: Recovery,
  ): boolean {
    if (failure === undefined) return false;
    const outcome = { runs, crashes, recovery: run.disk.log, recovered, failure };
    this.#violations.push({ image, outcome });
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
