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
}

let processes: Processes | undefined;

/** Starts both processes at the first call, and gives the same two ever after. */
export function processesFor(submission: Provided): Processes {
  processes ??= { workloads: start(submission, 1), recoveries: start(submission, 2) };
  return processes;
}

/** The submission as the sandboxes take it. */
export function bundleOf({ code, sourceMap }: Provided): Bundle {
  return { kind: "bundle", code, sourceMap, files: [] };
}

/** What the submission printed so far, in both processes. */
export async function outputOfProcesses(): Promise<string> {
  const sandboxes = await Promise.all(Object.values(processes ?? {}) as Promise<Sandbox>[]);
  return sandboxes.map(({ output }) => output).join("");
}

/** Ends both processes. */
export async function closeProcesses(): Promise<void> {
  const sandboxes = await Promise.allSettled(Object.values(processes ?? {}) as Promise<Sandbox>[]);
  processes = undefined;
  for (const started of sandboxes) {
    if (started.status === "fulfilled") await started.value.close();
  }
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
