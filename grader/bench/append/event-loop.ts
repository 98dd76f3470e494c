/**
 * The longest time, in milliseconds, in which the event loop got around to nothing else while `body`
 * ran. Asks without a pause, which timers cannot: they are a millisecond coarse.
 */
export async function longestBlockMs(body: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  let lastAt = performance.now();
  let next: NodeJS.Immediate;
  const turn = (): void => {
    const now = performance.now();
    longest = Math.max(longest, now - lastAt);
    lastAt = now;
    next = setImmediate(turn);
  };
  next = setImmediate(turn);
  await body();
  clearImmediate(next);
  return longest;
}
