/** How long something may take, and how it is told to end. */
export interface Deadline {
  /** Aborted at the deadline. Whoever aborts it before ends it as well. */
  readonly aborter: AbortController;
  readonly timeoutMs: number;
}

/**
 * What `run` gives, if it does so in time. It is not waited for any longer than that, even when it does
 * not listen to the signal.
 *
 * @throws what `run` throws; the reason of the signal once that is aborted.
 */
export async function withDeadline<Result>(
  run: () => Promise<Result>,
  { aborter, timeoutMs }: Deadline,
): Promise<Result> {
  const { signal } = aborter;
  const late = () => aborter.abort(new Error(`It took longer than ${timeoutMs} ms.`));
  const timer = setTimeout(late, timeoutMs);
  try {
    // First the signal: what `run` says of its end is less than why it was ended.
    return await Promise.race([aborted(signal), run()]);
  } finally {
    clearTimeout(timer);
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const end = () => reject(signal.reason);
    signal.addEventListener("abort", end, { once: true });
    if (signal.aborted) end();
  });
}
