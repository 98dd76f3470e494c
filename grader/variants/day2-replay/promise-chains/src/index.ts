/**
 * Day 2: what a crash left is read, judged, repaired and replayed.
 *
 * @module
 */
export { caseOf, type DiagnosisKind, type Findings } from "./case-table.ts";
export { type Diagnosis, type DiagnosisOptions, diagnose } from "./diagnosis.ts";
export { Memtable } from "./memtable.ts";
export { type Page, Pages } from "./pages.ts";
export type { Policy } from "./policy.ts";
export { type RecoverOptions, type Recovery, recover } from "./recover.ts";
export { type Handler, type Replayed, type ReplayOptions, replay } from "./replay.ts";
export type { Gap } from "./salvage.ts";
export {
  replayInto,
  replayTransactions,
  TransactionBuffer,
  type TransactionOptions,
  type Transactions,
} from "./transactions.ts";
export { type Stop, type Visit, type Walked, type WalkOptions, walk } from "./walk.ts";
