import { Random } from "@wal-labs/core/sim";
import { expect, inject, type TestContext, test } from "vitest";
import type { CheckFacts, Measure } from "../report/report.ts";
import { StudentTimeout } from "../sandbox/errors.ts";
import { type CrashCheck, searchCrashes } from "./crashes.ts";
import { type InterleavingCheck, quiet, searchInterleavings } from "./interleavings.ts";
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
  /** Seeded anew for each submission. */
  readonly random: Random;
}

// Element by element, files of some kilobytes would take longer to compare than to recover.
expect.addEqualityTesters([
  (one, other) =>
    one instanceof Uint8Array && other instanceof Uint8Array
      ? Buffer.compare(one, other) === 0
      : undefined,
]);

/** A hidden check of a day: a vitest test that tells the judge what it is and how it ended. */
export function check<Exports>(
  id: string,
  notes: CheckNotes,
  body: (student: Student<Exports>) => Promise<void>,
): void {
  const { only, listing } = inject("submission");
  if (only && !only.includes(id)) return;
  const [exercise = ""] = id.split("-");
  const facts: CheckFacts = { needs: [], ...notes, id, exercise };
  test(id, async ({ task }: TestContext) => {
    task.meta.facts = facts;
    if (listing) return;
    const measures: Measure[] = [];
    const attempt = () =>
      withinBudget(async () => {
        measures.length = 0;
        await body(await studentFor<Exports>(facts, (measure) => measures.push(measure)));
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
  { id, invariant }: CheckFacts,
  measured: (measure: Measure) => void,
): Promise<Student<Exports>> {
  const submission = inject("submission");
  const processes = processesFor(submission);
  const { bundle } = processes;
  const workload = await processes.workloads;
  const restart = async () => (await (await processes.recoveries).boot(bundle)) as Exports;
  return {
    student: (await workload.boot(bundle)) as Exports,
    reusing: (await workload.boot(bundle, { reusesArguments: true })) as Exports,
    restart,
    crashes: (crashCheck) =>
      searchCrashes(crashCheck, { restart, settle: () => workload.settle(), invariant }),
    interleavings: (interleavingCheck) =>
      searchInterleavings(interleavingCheck, { processes, bundle, invariant }),
    settle: () => quiet([workload]),
    measured,
    random: new Random(seedFor(id, submission.seed)),
  };
}

function seedFor(id: string, seed: number): number {
  return [...id].reduce((sum, letter) => Math.imul(sum, 31) + letter.charCodeAt(0), seed);
}

function raise(error: unknown): never {
  throw error;
}
