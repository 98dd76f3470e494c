import type { Counterexample, CrashExploration, CrashOutcome } from "./crash-exploration.ts";
import type { Crash } from "./crash-replay.ts";
import { runWorkload, searchCrashes, tryCrashes } from "./crash-search.ts";
import { milderPlans } from "./crash-states.ts";
import { invariantOf } from "./violated.ts";

/** How often a workload is searched again with fewer steps before the best so far is taken. */
const MAX_SEARCHES = 100;

/**
 * Looks for a smaller counterexample that breaks the same invariant: first without some steps, then
 * with fewer losses.
 */
export async function shrinkCrash<Step>(
  exploration: CrashExploration<Step>,
  found: Counterexample,
): Promise<Counterexample> {
  const shorter = await withFewerSteps(exploration, found);
  return withFewerLosses(exploration, shorter);
}

async function withFewerSteps<Step>(
  exploration: CrashExploration<Step>,
  found: Counterexample,
): Promise<Counterexample> {
  let best = found;
  let searches = 0;
  for (let size = Math.ceil(best.steps.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let start = best.steps.length - size; start >= 0; start -= size) {
      if (++searches > MAX_SEARCHES) return best;
      const steps = best.steps.toSpliced(start, size);
      const outcome = await violationWith(exploration, steps);
      if (outcome && isSameFailure(outcome, found.outcome)) best = { outcome, steps };
    }
  }
  return best;
}

/** A subset on which the workload itself fails is no counterexample. */
async function violationWith<Step>(
  exploration: CrashExploration<Step>,
  steps: readonly number[],
): Promise<CrashOutcome | undefined> {
  const run = await runWorkload(exploration, steps).catch(() => undefined);
  return run && (await searchCrashes(exploration, run)).outcome;
}

async function withFewerLosses<Step>(
  exploration: CrashExploration<Step>,
  found: Counterexample,
): Promise<Counterexample> {
  const [run] = found.outcome.runs;
  let best = found.outcome;
  for (let candidate = 0; run && candidate < best.crashes.length; ) {
    const milder = await milderOutcome(exploration, best, candidate);
    if (milder === undefined) candidate += 1;
    else best = milder;
  }
  return { ...found, outcome: best };
}

async function milderOutcome<Step>(
  exploration: CrashExploration<Step>,
  outcome: CrashOutcome,
  index: number,
): Promise<CrashOutcome | undefined> {
  const [run] = outcome.runs;
  const crash = outcome.crashes[index];
  if (run === undefined || crash === undefined) return undefined;
  for (const plan of milderPlans(crash.plan)) {
    const crashes: Crash[] = outcome.crashes.with(index, { ...crash, plan });
    const milder = await tryCrashes(exploration, run, crashes);
    const isAsDeep = milder?.crashes.length === crashes.length;
    if (milder?.failure && isAsDeep && isSameFailure(milder, outcome)) return milder;
  }
  return undefined;
}

function isSameFailure(one: CrashOutcome, other: CrashOutcome): boolean {
  return invariantOf(one.failure?.error) === invariantOf(other.failure?.error);
}
