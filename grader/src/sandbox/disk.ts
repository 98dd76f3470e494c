import type { FileSystem } from "@wal-labs/core";
import { trusted } from "./trusted-timers.ts";

/** Tells the time and calls back when it has come. What `setTimeout` gives is only handed back. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  setTimeout(callback: () => void, delayMs: number): unknown;
  clearTimeout(timer: never): void;
}

/** A file system, and the clock of the machine it is in. */
export interface Disk extends FileSystem {
  readonly clock?: Clock;
}

/** The clock on the wall, for students' code that was given no disk with one. */
export const wallClock: Clock = {
  now: () => trusted.date(),
  setTimeout: (callback, delayMs) => trusted.setTimeout(callback, delayMs).unref(),
  clearTimeout: (timer) => trusted.clearTimeout(timer),
};
