/**
 * The simulated disk, and the explorers that run a log on it. For tests: a log itself never imports
 * this.
 *
 * @module
 */
export { DEFAULT_COSTS_US, type Scheduler } from "./call-runner.ts";
export { VirtualClock } from "./clock.ts";
export type { CrashExploration } from "./crash-exploration.ts";
export {
  type CrashReport,
  type CrashViolation,
  exploreCrashes,
  replayCrash,
} from "./crash-explorer.ts";
export { type CrashPlan, type Fate, formatCrashPlan, parseCrashPlan } from "./crash-plan.ts";
export type { PendingUnit } from "./crash-point.ts";
export type { FaultEffect, FaultTarget, SyncFailureMode } from "./faults.ts";
export { type HexLabel, hexDump } from "./hex-dump.ts";
export {
  DeadlockError,
  exploreInterleavings,
  type InterleavingExploration,
  type InterleavingReport,
  type InterleavingViolation,
  replayInterleaving,
} from "./interleaving-explorer.ts";
export { Journal, type JournalEntry } from "./journal.ts";
export {
  ANY_SYNC,
  type LoggedOperation,
  type Operation,
  type OperationKind,
} from "./operation-log.ts";
export { Random } from "./random.ts";
export { type DiskSnapshot, SimDisk, type SimDiskOptions } from "./simulated-disk.ts";
export {
  type Act,
  type ActEnd,
  assertNoViolation,
  type DiskFile,
  type Story,
  tellStory,
} from "./story.ts";
export { SystemError } from "./system-error.ts";
