import type { Bundle } from "../bundle/bundle-submission.ts";
import type { LayerName } from "../sandbox/layers/layer.ts";
import { Sandbox } from "../sandbox/sandbox.ts";
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

/** Ends both processes. */
export async function closeProcesses(): Promise<void> {
  const sandboxes = await Promise.allSettled(started());
  processes = undefined;
  for (const sandbox of sandboxes) {
    if (sandbox.status === "fulfilled") await sandbox.value.close();
  }
}

function started(): Promise<Sandbox>[] {
  return processes ? [processes.workloads, processes.recoveries] : [];
}

function start({ seed, callLimitMs, withoutLayers }: Provided, which: number): Promise<Sandbox> {
  return Sandbox.start({
    callLimitMs,
    maxTimeouts: MAX_TIMEOUTS,
    disabledLayers: withoutLayers as LayerName[],
    seed: seed + which,
    spare: false,
  });
}
