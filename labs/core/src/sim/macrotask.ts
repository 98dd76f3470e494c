/** Captured when the module loads, so that a test's fake timers cannot stop the explorers. */
const { setImmediate, setTimeout } = globalThis;

/** Resolves when every microtask that can run has run. Node's `setImmediate`, or the next best. */
export function allMicrotasks(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === "function") setImmediate(resolve);
    else setTimeout(resolve, 0);
  });
}
