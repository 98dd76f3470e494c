import type { Counterexample, CrashExploration } from "./crash-exploration.ts";
import { formatCrashReplay, parseCrashReplay } from "./crash-replay.ts";
import { runWorkload, searchCrashes, tryCrashes } from "./crash-search.ts";
import { shrinkCrash } from "./crash-shrinker.ts";
import { crashedDisk, storyOfCrash } from "./crash-story.ts";
import type { SimDisk } from "./simulated-disk.ts";
import type { Story } from "./story.ts";
import { invariantOf, messageOf } from "./violated.ts";

/** What {@link exploreCrashes} found. */
export interface CrashReport {
  /** Crashes that were tried. */
  readonly states: number;
  /** Of those, the ones that left a disk not seen before: for these, `recover` ran. */
  readonly distinctImages: number;
  readonly violation?: CrashViolation;
}

/** A crash after which `recover` threw. */
export interface CrashViolation {
  /** Such as `"O1"`, when the error named one. */
  readonly invariant?: string | undefined;
  readonly message: string;
  readonly error: unknown;
  /** One word for {@link replayCrash}. */
  readonly replay: string;
  readonly story: Story;
}

/**
 * Cuts the power between any two operations of a workload, in every way that is likely to matter,
 * and recovers from each. Stops at the first violation and shrinks it: earliest moment, fewest
 * losses, fewest steps.
 */
export async function exploreCrashes<Step>(
  exploration: CrashExploration<Step>,
): Promise<CrashReport> {
  const steps = allSteps(exploration);
  const run = await runWorkload(exploration, steps);
  const { states, distinctImages, outcome } = await searchCrashes(exploration, run);
  if (outcome === undefined) return { states, distinctImages };
  const found = { outcome, steps };
  const smallest = exploration.shrink === false ? found : await shrinkCrash(exploration, found);
  return { states, distinctImages, violation: violationOf(exploration, smallest) };
}

/**
 * Makes one crash happen again.
 *
 * @param replay the `replay` of a {@link CrashViolation}.
 * @returns the disk as the crash left it, what `recover` gave, and the violation unless it is gone.
 * @throws a `RangeError` when the text is no replay, or the workload no longer comes that far.
 */
export async function replayCrash<Step>(
  exploration: CrashExploration<Step>,
  replay: string,
): Promise<{ disk: SimDisk; recovered?: string | undefined; violation?: CrashViolation }> {
  const { steps = allSteps(exploration), crashes } = parseCrashReplay(replay);
  const run = await runWorkload(exploration, steps);
  const outcome = await tryCrashes(exploration, run, crashes);
  if (outcome === undefined)
    throw new RangeError(`The workload does not come as far as ${replay}.`);
  const { recovered } = outcome;
  const disk = crashedDisk(outcome);
  if (outcome.failure === undefined) return { disk, recovered };
  return { disk, recovered, violation: violationOf(exploration, { outcome, steps }) };
}

function violationOf<Step>(
  exploration: CrashExploration<Step>,
  { outcome, steps }: Counterexample,
): CrashViolation {
  const error = outcome.failure?.error;
  const total = exploration.steps?.length ?? 0;
  const { crashes } = outcome;
  const replay = formatCrashReplay(steps.length < total ? { steps, crashes } : { crashes });
  const chosen = steps.map((index) => labelOf(exploration.steps?.[index]));
  const story = storyOfCrash(outcome, chosen, replay);
  return { invariant: invariantOf(error), message: messageOf(error), error, replay, story };
}

function labelOf(step: unknown): string {
  return typeof step === "string" ? step : JSON.stringify(step);
}

function allSteps<Step>({ steps = [] }: CrashExploration<Step>): number[] {
  return steps.map((_, index) => index);
}
