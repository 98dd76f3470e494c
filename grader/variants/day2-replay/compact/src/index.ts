/**
 * Day 2: what a crash left is read, judged, repaired and replayed.
 *
 * @module
 */
export {
  caseOf,
  type Diagnosis,
  type DiagnosisKind,
  type DiagnosisOptions,
  diagnose,
  type Findings,
  type Policy,
} from "./diagnosis.ts";
export { type Stop, type Visit, type Walked, type WalkOptions, walk } from "./frames.ts";
export {
  type Gap,
  type Handler,
  type RecoverOptions,
  type Recovery,
  type Replayed,
  type ReplayOptions,
  recover,
  replay,
} from "./log.ts";
export {
  Memtable,
  type Page,
  Pages,
  replayInto,
  replayTransactions,
  TransactionBuffer,
  type TransactionOptions,
  type Transactions,
} from "./state.ts";
