/**
 * What a log can remember, as TypeScript sees it and as it lies in a frame.
 *
 * ```text
 * code type                 key          value             transaction id
 *    1 put                  key          value             0
 *    2 delete               key          none              0
 *   16 transaction-put      key          value             yes
 *   17 transaction-delete   key          none              yes
 *   18 commit               none         none              yes
 *   19 abort                none         none              yes
 *   32 enqueue              job id       payload           0
 *   33 dispatch             job id       none              0
 *   34 ack                  job id       none              0
 *   35 retry                job id       reason            0
 *   36 dead                 job id       reason            0
 * ```
 *
 * Job ids and reasons are UTF-8. A put of an empty value is not a delete: the type tells, not the size.
 *
 * @module
 */
import type {
  Abort,
  Ack,
  Commit,
  Dead,
  Delete,
  Dispatch,
  Enqueue,
  Put,
  Retry,
  TransactionDelete,
  TransactionPut,
} from "./record-shapes.ts";

/** The code of each record type on disk. Never renumbered; new types get new codes. */
export const RECORD_CODES = {
  put: 1,
  delete: 2,
  "transaction-put": 16,
  "transaction-delete": 17,
  commit: 18,
  abort: 19,
  enqueue: 32,
  dispatch: 33,
  ack: 34,
  retry: 35,
  dead: 36,
} as const;

/** The name of a record type. */
export type RecordType = keyof typeof RECORD_CODES;

/**
 * What can happen to a job. `enqueue` carries the whole job as bytes of the caller's own choice;
 * `retry` and `dead` say why.
 *
 * @exercise 1.1
 */
export type JobEvent = Enqueue | Dispatch | Ack | Retry | Dead;

/**
 * A change of a key-value store. A delete has no value, which differs from an empty one.
 *
 * @exercise 1.1
 */
export type KeyValueRecord = Put | Delete;

/**
 * A change that counts only if its transaction commits. Transaction ids count from 1.
 *
 * @exercise 1.1
 */
export type TransactionRecord = TransactionPut | TransactionDelete | Commit | Abort;

/** Anything a log can remember. */
export type WalRecord = JobEvent | KeyValueRecord | TransactionRecord;

/**
 * The record of one type: `RecordOf<"delete">` has a key and no value.
 *
 * @exercise 1.1
 */
export type RecordOf<Type extends RecordType> = Extract<WalRecord, { type: Type }>;

/** Where and when a record stands in its log. */
export interface Stamp {
  /** One more than the record before it; the first is 1. */
  readonly sequence: number;
  /** Milliseconds since 1970, UTC. */
  readonly timestampMs: number;
  /** The last sequence known durable; 0 for none. */
  readonly syncedWatermark: number;
}

/** A record as read back from a log. It owns its bytes. */
export interface Entry {
  readonly sequence: number;
  readonly timestampMs: number;
  readonly record: WalRecord;
}
