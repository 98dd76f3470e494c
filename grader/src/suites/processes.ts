import { setTimeout } from "node:timers/promises";
import type { Bundle } from "../bundle/bundle-submission.ts";
import { SandboxError } from "../sandbox/errors.ts";
import type { LayerName } from "../sandbox/layers/layer.ts";
import { Sandbox } from "../sandbox/sandbox.ts";
import type { Provided } from "./provided.ts";

/** A limit that is met twice is no accident; waiting for it a third time would teach nothing. */
const MAX_TIMEOUTS = 2;

/**
 * The two processes a submission runs in. One runs workloads; the other recovers, and never sees
 * anything of the first but what is left on a disk, so that a log which only remembers is found out.
 * Each is started when it is first asked for: not every check recovers.
 */
class Processes {
  /** One object for all boots: a process takes a bundle only once. */
  readonly bundle: Bundle;
  readonly #submission: Provided;
  readonly #started = new Map<number, Promise<Sandbox>>();
  #state: "open" | "closed" = "open";

  constructor(submission: Provided) {
    const { code, sourceMap } = submission;
    this.bundle = { kind: "bundle", code, sourceMap, files: [] };
    this.#submission = submission;
  }

  get workloads(): Promise<Sandbox> {
    return this.#process(1);
  }

  get recoveries(): Promise<Sandbox> {
    return this.#process(2);
  }

  /** What the submission printed so far, in both. */
  async output(): Promise<string> {
    const sandboxes = await Promise.all(this.#started.values());
    return sandboxes.map(({ output }) => output).join("");
  }

  /** Ends both, for good: a check that is still at work gets no more of them. */
  async close(): Promise<void> {
    this.#state = "closed";
    for (const sandbox of await Promise.allSettled(this.#started.values())) {
      if (sandbox.status === "fulfilled") await sandbox.value.close();
    }
  }

  async #process(which: number): Promise<Sandbox> {
    const known = this.#started.get(which);
    if (known) return known;
    if (this.#state === "closed") throw new SandboxError("SANDBOX_CLOSED", "The check is over.");
    const started = start(this.#submission, which);
    this.#started.set(which, started);
    return started;
  }
}

let processes: Processes | undefined;
let startedAt = 0;
let ending: Promise<void> = Promise.resolve();

/**
 * Runs one check within what is left of the submission's time.
 *
 * @throws a `SandboxError` `SANDBOX_CIRCUIT_OPEN` when it is used up; both processes are ended then.
 */
export async function withinBudget<Result>(
  budgetMs: number,
  body: () => Promise<Result>,
): Promise<Result> {
  startedAt ||= performance.now();
  const leftMs = startedAt + budgetMs - performance.now();
  const over = new SandboxError("SANDBOX_CIRCUIT_OPEN", "The time for the day is used up.");
  if (leftMs <= 0) throw over;
  const timer = new AbortController();
  const end = setTimeout(leftMs, undefined, { signal: timer.signal }).then(() => {
    // Before the check hears that its processes are gone, and reports that instead.
    ending = closeProcesses();
    throw over;
  });
  end.catch(() => undefined);
  return Promise.race([body(), end]).finally(() => timer.abort());
}

/** The processes of the submission that is judged: the same at each call. */
export function processesFor(submission: Provided): Processes {
  processes ??= new Processes(submission);
  return processes;
}

/** What the submission printed so far, in both processes. */
export async function outputOfProcesses(): Promise<string> {
  return (await processes?.output()) ?? "";
}

/** Ends both processes and the submission's time: the next one begins anew. */
export async function endSubmission(): Promise<void> {
  await ending;
  await closeProcesses();
  startedAt = 0;
}

async function closeProcesses(): Promise<void> {
  const open = processes;
  processes = undefined;
  await open?.close();
}

function start(
  { seed, callLimitMs, startLimitMs, withoutLayers, machine }: Provided,
  which: number,
): Promise<Sandbox> {
  return Sandbox.start({
    callLimitMs,
    startLimitMs,
    maxTimeouts: MAX_TIMEOUTS,
    machine,
    disabledLayers: withoutLayers as LayerName[],
    seed: seed + which,
    spare: false,
  });
}
