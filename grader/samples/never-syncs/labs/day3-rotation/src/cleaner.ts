import type { SegmentedLog } from "./segmented-log.ts";

/** How to {@link runCleaner}. */
export interface CleanerOptions {
  /** Time from the end of one cleaning to the next. */
  readonly intervalMs: number;
  /** Ends the cleaner. */
  readonly signal: AbortSignal;
}

/**
 * Cleans a log again and again until the signal is aborted. Resolves once nothing is under way any
 * more, and leaves no timer behind.
 *
 * @throws what cleaning throws: the first failure ends the cleaner, and so does a closed log.
 */
export async function runCleaner(
  log: Pick<SegmentedLog, "clean">,
  { intervalMs, signal }: CleanerOptions,
): Promise<void> {
  for (;;) {
    await elapsed(intervalMs, signal);
    if (signal.aborted) return;
    await log.clean();
  }
}

/** Resolves after a time, or as soon as the signal is aborted. */
function elapsed(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener("abort", end);
  });
}
