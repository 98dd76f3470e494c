import { constants } from "node:os";

/** Exit code of a run that was told to stop, as a shell has it for SIGINT. */
export const INTERRUPTED = 128 + constants.signals.SIGINT;

const SIGNALS = ["SIGINT", "SIGTERM"] as const;
/** A second signal so soon is the first one, told by npm or the shell once more. */
const SAME_SIGNAL_MS = 500;

/** Aborted by SIGINT or SIGTERM. A second one ends the process at once. */
export interface StopSignal {
  readonly signal: AbortSignal;
  /** Leaves signals to whoever had them before. */
  release(): void;
}

/**
 * Listens from now on, and nobody else does: vitest would end the process on the spot.
 *
 * @param onStop called once.
 */
export function stopSignal(onStop: () => void): StopSignal {
  const controller = new AbortController();
  let stoppedMs = 0;
  const stop = () => {
    if (!controller.signal.aborted) {
      stoppedMs = performance.now();
      controller.abort();
      onStop();
    } else if (performance.now() - stoppedMs > SAME_SIGNAL_MS) {
      process.exit(INTERRUPTED);
    }
  };
  const taken = SIGNALS.map((name) => ({ name, listeners: process.listeners(name) }));
  for (const { name, listeners } of taken) {
    for (const listener of listeners) process.off(name, listener);
    process.on(name, stop);
  }
  return {
    signal: controller.signal,
    release: () => {
      for (const { name, listeners } of taken) {
        process.off(name, stop);
        for (const listener of listeners) process.on(name, listener);
      }
    },
  };
}
