/** Codes on disk. */
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

export type RecordType = keyof typeof RECORD_CODES;

/** What each type carries. The unions below are made from this. */
interface Bodies {
  put: { key: Uint8Array; value: Uint8Array };
  delete: { key: Uint8Array };
  "transaction-put": { transactionId: number; key: Uint8Array; value: Uint8Array };
  "transaction-delete": { transactionId: number; key: Uint8Array };
  commit: { transactionId: number };
  abort: { transactionId: number };
  enqueue: { jobId: string; payload: Uint8Array };
  dispatch: { jobId: string };
  ack: { jobId: string };
  retry: { jobId: string; reason: string };
  dead: { jobId: string; reason: string };
}

type Of<T extends RecordType> = { [K in T]: { readonly type: K } & Readonly<Bodies[K]> }[T];

export type JobEvent = Of<"enqueue" | "dispatch" | "ack" | "retry" | "dead">;
export type KeyValueRecord = Of<"put" | "delete">;
export type TransactionRecord = Of<"transaction-put" | "transaction-delete" | "commit" | "abort">;
export type WalRecord = JobEvent | KeyValueRecord | TransactionRecord;
export type RecordOf<Type extends RecordType> = Extract<WalRecord, { readonly type: Type }>;

export interface Stamp {
  readonly sequence: number;
  readonly timestampMs: number;
  readonly syncedWatermark: number;
}

export interface Entry {
  readonly sequence: number;
  readonly timestampMs: number;
  readonly record: WalRecord;
}
