import { type KeyValueRecord, LogFile, type WalRecord } from "@wal-labs/checksum";
import { SimDisk } from "@wal-labs/core/sim";
import { PATH } from "./check.ts";

/** Text as bytes: keys and values that can be read in a report. */
export function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export function put(key: string, value: string): KeyValueRecord {
  return { type: "put", key: bytes(key), value: bytes(value) };
}

export function remove(key: string): KeyValueRecord {
  return { type: "delete", key: bytes(key) };
}

/** A put or delete as a part of a transaction. */
export function within(transactionId: number, change: KeyValueRecord): WalRecord {
  const { type, key } = change;
  if (type === "delete") return { type: "transaction-delete", transactionId, key };
  return { type: "transaction-put", transactionId, key, value: change.value };
}

export function commit(transactionId: number): WalRecord {
  return { type: "commit", transactionId };
}

export function abort(transactionId: number): WalRecord {
  return { type: "abort", transactionId };
}

/** A disk whose log holds these records. */
export async function diskOf(records: readonly WalRecord[]): Promise<SimDisk> {
  const disk = new SimDisk();
  const log = await LogFile.open(PATH, { fs: disk, sync: "manual" });
  for (const record of records) await log.append(record);
  await log.close();
  return disk;
}

/** What each key is at the end of some changes, in the order of the keys. */
export function stateAfter(changes: readonly KeyValueRecord[]): [Uint8Array, Uint8Array][] {
  const values = new Map<string, [Uint8Array, Uint8Array]>();
  for (const change of changes) {
    const name = new TextDecoder().decode(change.key);
    if (change.type === "delete") values.delete(name);
    else values.set(name, [change.key, change.value]);
  }
  return [...values.values()].sort(([one], [other]) => Buffer.compare(one, other));
}

/** Three transactions that overlap: 3 is aborted, 7 commits before 5, 9 never ends. */
export const OVERLAPPING: readonly WalRecord[] = [
  within(5, put("a", "of 5")),
  within(3, put("b", "of 3")),
  within(7, put("a", "of 7")),
  within(5, put("c", "of 5")),
  put("d", "plain"),
  within(7, remove("d")),
  abort(3),
  commit(7),
  within(9, put("e", "of 9")),
  within(5, remove("c")),
  commit(5),
];

/** What its transactions 7 and 5 do. */
export const OF_7 = [put("a", "of 7"), remove("d")];
export const OF_5 = [put("a", "of 5"), put("c", "of 5"), remove("c")];

/** What has taken effect by a sequence of the overlapping transactions. */
export function effectsOf(sequence: number): KeyValueRecord[] {
  const plain = sequence >= 5 ? [put("d", "plain")] : [];
  return [...plain, ...(sequence >= 8 ? OF_7 : []), ...(sequence >= 11 ? OF_5 : [])];
}
