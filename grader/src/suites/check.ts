import type { Random } from "@wal-labs/core/sim";
import { expect, inject, type TestContext, test } from "vitest";
import { rungsOf } from "../policy/invariant-hints.ts";
import type { CheckFacts, Measure } from "../report/report.ts";
import { StudentTimeout } from "../sandbox/errors.ts";
import type { Sandbox, SandboxBootOptions } from "../sandbox/sandbox.ts";
import { type CrashCheck, searchCrashes } from "./crashes.ts";
import { type InterleavingCheck, quiet, searchInterleavings } from "./interleavings.ts";
import { Luck } from "./luck.ts";
import { outcomeOf } from "./outcome.ts";
import { outputOfProcesses, processesFor, withinBudget } from "./processes.ts";

/** What the author of a check says about it. The exercise is the beginning of its id. */
export type CheckNotes = Omit<CheckFacts, "id" | "exercise" | "needs"> & {
  readonly needs?: readonly string[];
};

/** What every check is given. `Exports` is what the day's package exports. */
export interface Student<Exports> {
  /**
   * The submission, in a process of its own. Its functions answer from there, so each call is
   * awaited, whatever its type says.
   */
  readonly student: Exports;
  /** The same, but what a call was given is overwritten as soon as it returns. */
  readonly reusing: Exports;
  /**
   * Starts the submission anew, in a second process that was told nothing of what the first one did:
   * all it can know is what is on the disk.
   */
  readonly restart: () => Promise<Exports>;
  /** Cuts the power at each moment of a workload, and recovers in the second process. */
  readonly crashes: (check: CrashCheck<Exports>) => Promise<void>;
  /** Tries the orders in which the disk operations of a concurrent program may take effect. */
  readonly interleavings: (check: InterleavingCheck<Exports>) => Promise<void>;
  /** Resolves once the submission's first process has nothing left to do but wait for this side. */
  readonly settle: () => Promise<void>;
  /** Reports a number that submissions may compete in, if the check passes. */
  readonly measured: (measure: Measure) => void;
  /** The same for the same submission; another for each other one. */
  readonly random: Random;
}

// Element by element, files of some kilobytes would take longer to compare than to recover.
expect.addEqualityTesters([
  (one, other) =>
    one instanceof Uint8Array && other instanceof Uint8Array
      ? Buffer.compare(one, other) === 0
      : undefined,
]);

/** After the budget, for the check to be told of it. */
const GRACE_MS = 30_000;

/** A hidden check of a day: a vitest test that tells the judge what it is and how it ended. */
export function check<Exports>(
  id: string,
  notes: CheckNotes,
  body: (student: Student<Exports>) => Promise<void>,
): void {
  const { only, listing, seed, budgetMs } = inject("submission");
  if (only && !only.includes(id)) return;
  const [exercise = ""] = id.split("-");
  const hints = rungsOf(notes.invariant, notes.hints);
  const facts: CheckFacts = { needs: [], ...notes, hints, id, exercise };
  test(id, { timeout: budgetMs + GRACE_MS }, async ({ task }: TestContext) => {
    task.meta.facts = facts;
    if (listing) return;
    const measures: Measure[] = [];
    const attempt = () =>
      withinBudget(budgetMs, async () => {
        measures.length = 0;
        const luck = new Luck(id, seed);
        const restore = luck.seedThisThread();
        const measured = (measure: Measure) => measures.push(measure);
        await studentFor<Exports>(facts, luck, measured).then(body).finally(restore);
      });
    try {
      // A busy machine can make anyone late once; a loop is late again.
      await attempt().catch((error) =>
        error instanceof StudentTimeout ? attempt() : raise(error),
      );
      const measured = measures.length > 0 && { measures };
      task.meta.outcome = { verdict: "pass", message: "", frames: [], ...measured };
    } catch (error) {
      task.meta.outcome = outcomeOf(error);
    }
    task.meta.output = await outputOfProcesses();
  });
}

async function studentFor<Exports>(
  { invariant }: CheckFacts,
  luck: Luck,
  measured: (measure: Measure) => void,
): Promise<Student<Exports>> {
  const submission = inject("submission");
  const { verdictOnly = false } = submission;
  const processes = processesFor(submission);
  const { bundle } = processes;
  const workload = await processes.workloads;
  const boot = async (where: Promise<Sandbox>, options: SandboxBootOptions = {}) => {
    const seed = luck.bootSeed();
    return (await (await where).boot(bundle, { seed, ...options })) as Exports;
  };
  const restart = () => boot(processes.recoveries);
  return {
    student: await boot(processes.workloads),
    reusing: await boot(processes.workloads, { reusesArguments: true }),
    restart,
    crashes: (crashCheck) =>
      searchCrashes(crashCheck, {
        ...{ restart, invariant, luck, verdictOnly },
        settle: () => workload.settle(),
      }),
    interleavings: (interleavingCheck) =>
      searchInterleavings(interleavingCheck, { processes, bundle, invariant, luck }),
    settle: () => quiet([workload]),
    measured,
    random: luck.random,
  };
}

function raise(error: unknown): never {
  throw error;
}
