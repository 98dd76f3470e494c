import type { KeyValueRecord, TransactionRecord, WalRecord } from "@wal-labs/checksum";
import { WalError } from "@wal-labs/core";
import { TransactionBuffer } from "@wal-labs/replay";
import type { SharedLog } from "./shared-log.ts";
import { decodeRecords, encodeRecords } from "./snapshot.ts";
import { hexOf, keyOf, Transaction } from "./transaction.ts";

/** What became of a key. One that was removed keeps its cell, for the sequence in it. */
interface Cell {
  readonly value: Uint8Array | undefined;
  /** Of the commit that changed it last; 0 for one before this life. */
  readonly changedAt: number;
}

/** Keys and values that change by transactions. The log must belong to the store alone. */
export class TransactionStore {
  readonly #log: SharedLog;
  readonly #cells = new Map<string, Cell>();
  /** By key, the transaction that is changing it on its way to the log. */
  readonly #changing = new Map<string, number>();
  /** Up to where the log is in the cells. */
  #sequence: number;
  /** The last transaction in the cells. */
  #finished: number;
  /** The last id given. */
  #lastId: number;

  private constructor(log: SharedLog) {
    this.#log = log;
    this.#sequence = log.checkpoint.sequence;
    this.#finished = log.checkpoint.highestFinished;
    this.#lastId = this.#finished;
  }

  static open(log: SharedLog): Promise<TransactionStore> {
    return Promise.resolve()
      .then(() => new TransactionStore(log))
      .then((store) => store.#load().then(() => store));
  }

  get(key: Uint8Array): Uint8Array | undefined {
    const value = this.#cells.get(hexOf(key))?.value;
    return value && new Uint8Array(value);
  }

  entries(): [key: Uint8Array, value: Uint8Array][] {
    return [...this.#cells.keys()].sort().flatMap((hex) => {
      const value = this.#cells.get(hex)?.value;
      return value ? [[keyOf(hex), new Uint8Array(value)]] : [];
    });
  }

  begin(): Transaction {
    const begun = this.#sequence;
    return new Transaction({
      get: (key) => this.get(key),
      commit: (touched, changes) => {
        const isFree = (hex: string) =>
          !this.#changing.has(hex) && (this.#cells.get(hex)?.changedAt ?? 0) <= begun;
        if ([...touched].every(isFree)) return this.#commit(changes);
        const message = "A key that was touched has another value by now.";
        return Promise.reject(new WalError("WAL_CONFLICT", message));
      },
    });
  }

  snapshot(): Promise<void> {
    const puts = this.entries().map(([key, value]): WalRecord => ({ type: "put", key, value }));
    const snapshot = encodeRecords(puts);
    const place = { sequence: this.#sequence, highestFinished: this.#finished };
    return this.#log
      .setCheckpoint({ ...place, snapshot })
      .then(() => this.#log.clean())
      .then(() => undefined);
  }

  #load(): Promise<void> {
    for (const record of decodeRecords(this.#log.checkpoint.snapshot)) {
      if (record.type !== "put") {
        throw new WalError("WAL_CORRUPTED", `A snapshot of values has a ${record.type}.`);
      }
      this.#set(record, 0);
    }
    const buffer = new TransactionBuffer();
    return this.#log
      .replay(
        ({ sequence, record }) => {
          for (const change of buffer.add(record)) this.#set(change, 0);
          this.#sequence = sequence;
        },
        { after: this.#sequence },
      )
      .then(() => {
        this.#lastId = Math.max(this.#lastId, buffer.highestId);
        this.#finished = this.#lastId;
      });
  }

  #commit(changes: readonly KeyValueRecord[]): Promise<void> {
    if (changes.length === 0) return Promise.resolve();
    this.#lastId++;
    const id = this.#lastId;
    const hexes = changes.map(({ key }) => hexOf(key));
    for (const hex of hexes) this.#changing.set(hex, id);
    const records = changes.map((change) => inTransaction(id, change));
    const landed = () => {
      for (const hex of hexes) this.#changing.delete(hex);
    };
    return this.#log.appendBatch([...records, { type: "commit", transactionId: id }]).then(
      (positions) => {
        landed();
        this.#sequence = positions[changes.length]?.sequence ?? this.#sequence;
        this.#finished = id;
        for (const change of changes) this.#set(change, this.#sequence);
      },
      (failure: unknown) => {
        landed();
        throw failure;
      },
    );
  }

  #set(change: KeyValueRecord, changedAt: number): void {
    const value = change.type === "put" ? new Uint8Array(change.value) : undefined;
    this.#cells.set(hexOf(change.key), { value, changedAt });
  }
}

function inTransaction(transactionId: number, change: KeyValueRecord): TransactionRecord {
  const { key } = change;
  return change.type === "put"
    ? { type: "transaction-put", transactionId, key, value: change.value }
    : { type: "transaction-delete", transactionId, key };
}
