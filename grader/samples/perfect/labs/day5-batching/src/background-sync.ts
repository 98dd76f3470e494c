import { pause } from "./pause.ts";

/** How to {@link runBackgroundSync}. */
export interface BackgroundSyncOptions {
  /** Time from the end of one sync to the next: at most this much, and a sync, is lost in a crash. */
  readonly intervalMs: number;
  /** Ends it, after a last sync. */
  readonly signal: AbortSignal;
}

/**
 * Makes a log durable again and again, for callers who do not wait for it, until the signal is aborted.
 * Then syncs once more, and resolves: all that was appended before the abort is durable, and no timer
 * is left behind.
 *
 * @throws what syncing throws: the first failure ends it.
 * @exercise 5.4
 */
export async function runBackgroundSync(
  log: { sync(): Promise<void> },
  { intervalMs, signal }: BackgroundSyncOptions,
): Promise<void> {
  for (let isLast = false; !isLast; ) {
    await pause(intervalMs, signal);
    isLast = signal.aborted;
    await log.sync();
  }
}
