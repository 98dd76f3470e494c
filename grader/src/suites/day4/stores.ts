import type { RecordOf, WalRecord } from "@wal-labs/checksum";
import type { ConcurrentLogOptions, Transaction, TransactionStore } from "@wal-labs/concurrency";
import { SimDisk } from "@wal-labs/core/sim";
import { SegmentedLog } from "@wal-labs/rotation";
import { codeOf } from "../code-of.ts";
import { DIRECTORY } from "../day3/check.ts";
import { type Day4, opened } from "./check.ts";

/** A short text as bytes, and back. */
export function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** What a value says; `undefined` for none. */
export function textOf(value: Uint8Array | undefined): string | undefined {
  return value && new TextDecoder().decode(value);
}

/** The store on a disk's log. */
export async function storeOn(
  student: Day4,
  disk: SimDisk,
  options: ConcurrentLogOptions = {},
): Promise<TransactionStore> {
  return student.TransactionStore.open(await opened(student, disk, options));
}

/** A store with these values, which others have logged. */
export async function storeWith(
  student: Day4,
  values: Readonly<Record<string, string>>,
): Promise<{ store: TransactionStore; disk: SimDisk }> {
  const puts = Object.entries(values).map(([key, value]) => put(key, value));
  const disk = await diskWithLog(puts);
  return { store: await storeOn(student, disk), disk };
}

/** A plain put. */
export function put(key: string, value: string): RecordOf<"put"> {
  return { type: "put", key: bytesOf(key), value: bytesOf(value) };
}

/** A disk with a sound log that the reference of day 3 has written. */
export async function diskWithLog(records: readonly WalRecord[]): Promise<SimDisk> {
  const disk = new SimDisk();
  const log = await SegmentedLog.open(DIRECTORY, { fs: disk });
  await log.appendAll(records.map((record) => [record]));
  await log.close();
  return disk;
}

/** Puts a value in a transaction of its own; gives the code that it fails with, if it does. */
export async function commitOf(
  store: TransactionStore,
  values: Readonly<Record<string, string>>,
): Promise<unknown> {
  const transaction = await store.begin();
  for (const [key, value] of Object.entries(values)) {
    await transaction.put(bytesOf(key), bytesOf(value));
  }
  return codeOf(transaction.commit());
}

/** What a store, or a transaction, has for a key. */
export async function valueIn(
  store: Pick<Transaction, "get">,
  key: string,
): Promise<string | undefined> {
  return textOf(await store.get(bytesOf(key)));
}

/** All that a store holds, such as `{ a: "1" }`. */
export async function valuesIn(store: TransactionStore): Promise<Record<string, string>> {
  const entries = await store.entries();
  return Object.fromEntries(entries.map(([key, value]) => [textOf(key), textOf(value)]));
}
