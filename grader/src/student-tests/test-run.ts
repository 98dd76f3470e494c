import { z } from "zod";
import type { Bundle } from "../bundle/bundle-submission.ts";
import { type LayerName, type Machine, Sandbox, SandboxError } from "../sandbox/index.ts";
import type { RunFacts } from "./inside/run-files.ts";

/** How one run of all tests ended. The process may say nothing else, nor is what it prints looked at. */
export type RunOutcome =
  | ({ readonly kind: "ran" } & RunFacts)
  /** It was too slow, died, or said something that is no result. */
  | { readonly kind: "broke" };

/** Around each run. */
export interface RunOptions {
  readonly machine: Machine;
  readonly withoutLayers: readonly string[];
  /** For the whole run. */
  readonly limitMs: number;
  readonly seed: number;
  /** Whether the first failure is all that is asked for. */
  readonly bail: boolean;
}

const count = z.number().int().min(0).max(1_000_000);
const FACTS: z.ZodType<RunFacts> = z.object({
  tests: count,
  failed: z.array(z.tuple([count, count])).max(10_000),
  broken: z.array(count).max(10_000),
});

/**
 * Runs a script of tests in a process of its own. A process that was used before would let the tests
 * compare one implementation with another, and tell the reference by being met more often.
 *
 * @throws a `SandboxError` `SANDBOX_START` when no process can be started here.
 */
export async function runTests(script: Bundle, options: RunOptions): Promise<RunOutcome> {
  const { machine, withoutLayers, limitMs, seed, bail } = options;
  await using sandbox = await Sandbox.start({
    machine,
    disabledLayers: withoutLayers as LayerName[],
    callLimitMs: limitMs,
    spare: false,
  });
  try {
    const tests = await sandbox.boot<{ run(bail: boolean): RunFacts }>(script, { seed });
    const facts = FACTS.safeParse(await tests.run(bail));
    return facts.success ? { kind: "ran", ...facts.data } : { kind: "broke" };
  } catch (error) {
    if (error instanceof SandboxError && error.code === "SANDBOX_START") throw error;
    return { kind: "broke" };
  }
}
