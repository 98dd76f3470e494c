import { setImmediate } from "node:timers/promises";
import {
  DeadlockError,
  exploreInterleavings,
  type InterleavingExploration,
  type InterleavingViolation,
  type Journal,
  type SimDisk,
  tellStory,
} from "@wal-labs/core/sim";
import type { Bundle } from "../bundle/bundle-submission.ts";
import type { Sandbox } from "../sandbox/sandbox.ts";
import { CrashFound } from "./crashes.ts";
import type { Luck } from "./luck.ts";
import { outcomeOf } from "./outcome.ts";

/** A concurrent program, and how many orders of its disk operations to try: one, by default. */
export interface InterleavingCheck<Exports>
  extends Pick<InterleavingExploration, "exhaustiveUpTo" | "runs"> {
  /** How many processes the program runs in. Default 1. */
  readonly processes?: 1 | 2;
  /**
   * Runs the program on an empty disk, and checks what came of it. `start` starts the submission
   * anew, in the first process or in the second.
   */
  run(start: (process?: 0 | 1) => Promise<Exports>, disk: SimDisk, journal: Journal): Promise<void>;
}

/** Where the programs run. */
export interface Machines {
  readonly processes: {
    readonly workloads: Promise<Sandbox>;
    readonly recoveries: Promise<Sandbox>;
  };
  readonly bundle: Bundle;
  /** The numbered invariant that a violation breaks, if it is one of those. */
  readonly invariant: string | undefined;
  readonly luck: Luck;
}

/**
 * Runs a concurrent program in many orders of its disk operations. A program that comes to a stop is
 * found at once, and not after a call's time limit.
 *
 * @throws a {@link CrashFound} with the order in which `run` threw, or came to a stop.
 */
export async function searchInterleavings<Exports>(
  check: InterleavingCheck<Exports>,
  { processes, bundle, invariant, luck }: Machines,
): Promise<void> {
  const { exhaustiveUpTo = 1, runs = 0 } = check;
  // Before the program begins: to wait for a process looks like a deadlock.
  const sandboxes = [await processes.workloads];
  if (check.processes === 2) sandboxes.push(await processes.recoveries);
  const boots: (() => void)[] = [];
  // What waits for ever would run into its time limit, and take the process along.
  const end = (): void => {
    for (const release of boots.splice(0)) release();
  };
  const started = async (which: 0 | 1 = 0): Promise<Exports> => {
    const sandbox = sandboxes[which];
    if (!sandbox) throw new RangeError("The check has not asked for a second process.");
    const boot = await sandbox.boot<Exports>(bundle, { seed: luck.bootSeed() });
    boots.push(() => sandbox.release(boot as object));
    return boot as Exports;
  };
  try {
    const { violation } = await exploreInterleavings({
      ...{ exhaustiveUpTo, runs },
      run: async (disk, journal) => {
        end();
        await check.run(started, disk, journal);
      },
      drain: () => quiet(sandboxes),
    });
    if (violation) throw found(violation, invariant);
  } finally {
    end();
  }
}

/**
 * Resolves once nobody has anything left to do but wait for a disk, a clock, or whoever is to keep a
 * promise: what was on its way has arrived, and so has what came of that.
 */
export async function quiet(sandboxes: readonly Sandbox[]): Promise<void> {
  const heard = (): number => sandboxes.reduce((sum, each) => sum + each.heard, 0);
  for (let before = Number.NaN; before !== heard(); ) {
    before = heard();
    await setImmediate();
    await Promise.all(sandboxes.map((sandbox) => sandbox.settle()));
    await setImmediate();
  }
}

/** A violation as a story; what is no violation, but a blank or the end of a process, as it is. */
function found({ error, message, story }: InterleavingViolation, invariant: string | undefined) {
  const outcome = outcomeOf(error);
  const isBlank = /^Exercise \d\.\d+ is not done yet\.$/.test(outcome.message);
  if (outcome.verdict !== "fail" || isBlank) return error;
  const shown = error instanceof DeadlockError ? message : outcome.message;
  return new CrashFound(shown, tellStory({ ...story, message: shown, invariant }), error);
}
