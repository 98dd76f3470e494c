// A type that takes for ever.
type Bits<N extends number, T extends unknown[] = []> = T["length"] extends N
  ? T
  : Bits<N, [...T, 0 | 1]>;
type Text<T extends unknown[]> = T extends [infer A extends number, ...infer R]
  ? `${A}${Text<R>}`
  : "";
export type JobEvent = { type: Text<Bits<16>> };
export type KeyValueRecord = { type: `${Text<Bits<8>>}${Text<Bits<8>>}` };
export type TransactionRecord = { [K in JobEvent["type"]]: { [L in K]: `${K}${L}` } };
export type WalRecord = JobEvent & KeyValueRecord;
export type RecordType = WalRecord["type"];
export type RecordOf<Type> = Extract<WalRecord, { type: Type }>;
export type Stamp = never;
export type Entry = never;
export const RECORD_CODES = {} as never;
