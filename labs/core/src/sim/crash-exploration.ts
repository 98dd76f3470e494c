import type { CrashPlan } from "./crash-plan.ts";
import type { Crash } from "./crash-replay.ts";
import type { RecordedRun } from "./cuts.ts";
import type { Journal } from "./journal.ts";
import type { LoggedOperation } from "./operation-log.ts";
import type { SimDisk, SimDiskOptions } from "./simulated-disk.ts";

/** A program, the check of what a crash left of it, and how far to search. */
export interface CrashExploration<Step = unknown> {
  /** Parts of the workload that can be left out to make a counterexample shorter. */
  readonly steps?: readonly Step[];
  /**
   * Runs the program, saying in the journal what it attempts and what it acknowledges. Must do the
   * same for the same steps, apart from the bytes it writes.
   */
  workload(disk: SimDisk, journal: Journal, steps: readonly Step[]): Promise<void>;
  /**
   * Recovers from what a crash left and checks it against the journal as it was at the crash. May
   * go on to append, attempt and acknowledge. A text that it gives is told as what was recovered.
   *
   * @throws any error on a violation. Its `invariant`, such as `"O1"`, and `recovered`, a text, go
   * into the story.
   */
  recover(disk: SimDisk, journal: Journal): Promise<unknown>;
  /**
   * Resolves when the program has done all it can without waiting for the disk. Each sync of the
   * workload takes effect only then, so that whoever acknowledges without waiting for it is seen to
   * do so. Default: all microtasks of this process have run.
   */
  readonly drain?: () => Promise<void>;
  /** Default both. */
  readonly kinds?: readonly CrashPlan["kind"][];
  /** Random crashes at each moment; default 4. */
  readonly randomStates?: number;
  /** Default 1. */
  readonly seed?: number;
  /**
   * With more pending units than this at a moment, an even sample is lost and kept alone; default
   * 64.
   */
  readonly unitLimit?: number;
  /**
   * Also crashes `recover` itself at each of its operations and after it, and recovers from that.
   */
  readonly insideRecovery?: boolean;
  /** How many `recover` calls may be in flight; default 1. */
  readonly concurrency?: number;
  /** Whether to look for the smallest counterexample; default true. */
  readonly shrink?: boolean;
  /**
   * False for an error that is not about the program, such as a lost connection: it is thrown on.
   */
  isViolation?(error: unknown): boolean;
  /** Of the disk that the workload runs on, and of the disks after it. */
  readonly disk?: SimDiskOptions;
}

/** A crash that was tried, as far as it went. */
export interface CrashOutcome {
  /** The runs that were cut off: the workload, then perhaps the recovery. */
  readonly runs: readonly RecordedRun[];
  readonly crashes: readonly Crash[];
  /** What `recover` did after the last crash. */
  readonly recovery: readonly LoggedOperation[];
  readonly recovered?: string | undefined;
  readonly failure?: { readonly error: unknown } | undefined;
}

/** A failed outcome and the steps that led to it. */
export interface Counterexample {
  readonly outcome: CrashOutcome;
  /** Indexes into the exploration's steps. */
  readonly steps: readonly number[];
}
