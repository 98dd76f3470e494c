/**
 * The real clock and timers, taken when this module loads: a hidden test may install fake ones.
 *
 * @module
 */
export const trusted = {
  setTimeout: globalThis.setTimeout,
  clearTimeout: globalThis.clearTimeout,
  setImmediate: globalThis.setImmediate,
  /** Milliseconds since some moment; never goes back. */
  now: performance.now.bind(performance),
  /** Milliseconds since 1970. */
  date: Date.now,
};
