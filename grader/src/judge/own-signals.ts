import type { EventEmitter } from "node:events";

/**
 * Starts something, and takes away what it does when the process is told to stop: Vite's servers, in
 * which the judges work, would end the process at once, with work half done.
 */
export async function withoutItsSignals<Value>(start: () => Promise<Value>): Promise<Value> {
  const watched: readonly (readonly [EventEmitter, string])[] = [
    [process, "SIGTERM"],
    [process, "SIGINT"],
    [process.stdin, "end"],
  ];
  const before = watched.map(([emitter, event]) => new Set(emitter.rawListeners(event)));
  try {
    return await start();
  } finally {
    for (const [index, [emitter, event]] of watched.entries()) {
      for (const listener of emitter.rawListeners(event)) {
        if (!before[index]?.has(listener)) emitter.off(event, listener as () => void);
      }
    }
  }
}
