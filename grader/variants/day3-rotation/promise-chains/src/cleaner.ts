import type { SegmentedLog } from "./segmented-log.ts";

/** How to {@link runCleaner}. */
export interface CleanerOptions {
  /** Time from the end of one cleaning to the next. */
  readonly intervalMs: number;
  /** Ends the cleaner. */
  readonly signal: AbortSignal;
}

/** Cleans a log again and again until the signal is aborted. */
export async function runCleaner(
  log: Pick<SegmentedLog, "clean">,
  { intervalMs, signal }: CleanerOptions,
): Promise<void> {
  const listener = { wake: () => {} };
  const onAbort = () => listener.wake();
  signal.addEventListener("abort", onAbort);
  try {
    while (!signal.aborted) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, intervalMs);
        listener.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      if (!signal.aborted) await log.clean();
    }
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
