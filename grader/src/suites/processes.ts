import { setTimeout } from "node:timers/promises";
import type { Bundle } from "../bundle/bundle-submission.ts";
import { SandboxError } from "../sandbox/errors.ts";
import type { LayerName } from "../sandbox/layers/layer.ts";
import { Sandbox } from "../sandbox/sandbox.ts";
import { BUDGET_MS } from "./budget.ts";
import type { Provided } from "./provided.ts";

/** A limit that is met twice is no accident; waiting for it a third time would teach nothing. */
const MAX_TIMEOUTS = 2;

/**
 * The two processes a submission runs in. One runs workloads; the other recovers, and never sees
 * anything of the first but what is left on a disk, so that a log which only remembers is found out.
 */
interface Processes {
  readonly workloads: Promise<Sandbox>;
  readonly recoveries: Promise<Sandbox>;
  /** One object for all boots: a process takes a bundle only once. */
  readonly bundle: Bundle;
}

let processes: Processes | undefined;
let startedAt = 0;

/**
 * Runs one check within what is left of the submission's time.
 *
 * @throws a `SandboxError` `SANDBOX_CIRCUIT_OPEN` when it is used up; both processes are ended then.
 */
export async function withinBudget<Result>(body: () => Promise<Result>): Promise<Result> {
  startedAt ||= performance.now();
  const leftMs = startedAt + BUDGET_MS - performance.now();
  const over = new SandboxError("SANDBOX_CIRCUIT_OPEN", `${BUDGET_MS / 1000} s are used up.`);
  if (leftMs <= 0) throw over;
  const timer = new AbortController();
  const end = setTimeout(leftMs, undefined, { signal: timer.signal }).then(async () => {
    await closeProcesses();
    throw over;
  });
  end.catch(() => undefined);
  return Promise.race([body(), end]).finally(() => timer.abort());
}

/** Starts both processes at the first call, and gives the same two ever after. */
export function processesFor(submission: Provided): Processes {
  const { code, sourceMap } = submission;
  processes ??= {
    workloads: start(submission, 1),
    recoveries: start(submission, 2),
    bundle: { kind: "bundle", code, sourceMap, files: [] },
  };
  return processes;
}

/** What the submission printed so far, in both processes. */
export async function outputOfProcesses(): Promise<string> {
  const sandboxes = await Promise.all(started());
  return sandboxes.map(({ output }) => output).join("");
}

/** Ends both processes and the submission's time: the next one begins anew. */
export async function endSubmission(): Promise<void> {
  await closeProcesses();
  startedAt = 0;
}

async function closeProcesses(): Promise<void> {
  const sandboxes = await Promise.allSettled(started());
  processes = undefined;
  for (const sandbox of sandboxes) {
    if (sandbox.status === "fulfilled") await sandbox.value.close();
  }
}

function started(): Promise<Sandbox>[] {
  return processes ? [processes.workloads, processes.recoveries] : [];
}

function start(
  { seed, callLimitMs, withoutLayers, machine }: Provided,
  which: number,
): Promise<Sandbox> {
  return Sandbox.start({
    callLimitMs,
    maxTimeouts: MAX_TIMEOUTS,
    machine,
    disabledLayers: withoutLayers as LayerName[],
    seed: seed + which,
    spare: false,
  });
}
