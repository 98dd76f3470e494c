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
  while (await pause(intervalMs, signal)) await log.clean();
}

/** Waits; false when it was aborted. */
function pause(ms: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve(false);
      return;
    }
    const end = (goOn: boolean) => {
      clearTimeout(timer);
      signal.removeEventListener("abort", onAbort);
      resolve(goOn);
    };
    const onAbort = () => end(false);
    const timer = setTimeout(() => end(true), ms);
    signal.addEventListener("abort", onAbort);
  });
}
