import type { Machine } from "../sandbox/layers/layers.ts";

/** What the judge hands to the suites for one submission. */
export interface Provided {
  /** The submission's bundle. */
  readonly code: string;
  readonly sourceMap: string;
  /** Seeds everything random: another for each submission, so that no answer can be prepared. */
  readonly seed: number;
  /** What isolation works on this machine: surveyed once, for all submissions. */
  readonly machine: Machine;
  /** Names of isolation layers not to use. */
  readonly withoutLayers: readonly string[];
  /** How long one call may take. */
  readonly callLimitMs: number;
  /** How long a process may take to start. */
  readonly startLimitMs: number;
  /** How long all checks of the day together may take. */
  readonly budgetMs: number;
  /** The ids of the checks to run; all of them by default. */
  readonly only?: readonly string[] | undefined;
  /** Whether stories need not be short, as nobody reads them. */
  readonly verdictOnly?: boolean;
  /** Whether the checks only say what they are: there is no submission. */
  readonly listing?: boolean;
}

declare module "vitest" {
  interface ProvidedContext {
    submission: Provided;
  }
}
