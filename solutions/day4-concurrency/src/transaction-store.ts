import type { KeyValueRecord, WalRecord } from "@wal-labs/checksum";
import { WalError } from "@wal-labs/core";
import { Memtable, TransactionBuffer } from "@wal-labs/replay";
import type { SharedLog } from "./shared-log.ts";
import { decodeRecords, encodeRecords } from "./snapshot.ts";
import { Transaction } from "./transaction.ts";

/**
 * Keys and values that change by transactions: after any crash, each is there whole or not at all, and
 * they take effect as if one had run after the other. The log must belong to the store alone.
 *
 * Nothing is logged before the commit, and the commit is checked first: the first committer wins, and
 * whoever has touched a key that was changed meanwhile must begin again.
 */
export class TransactionStore {
  readonly #log: SharedLog;
  readonly #values: Memtable;
  /** The last transaction id given. Ids are given in the order of the commits in the log. */
  #lastId: number;
  /** What {@link #values} holds: the records up to this one, the transactions up to that. */
  #applied: { readonly sequence: number; readonly highestFinished: number };
  /** How many commits have taken effect. */
  #commits = 0;
  /** By key: the commit that last changed it, counted from 1. */
  readonly #changedAt = new Map<string, number>();
  /** The keys that a commit on its way to the log will change. */
  readonly #inFlight = new Set<string>();

  private constructor(log: SharedLog, values: Memtable, lastId: number) {
    this.#log = log;
    this.#values = values;
    this.#lastId = lastId;
    this.#applied = { sequence: log.lastSequence, highestFinished: lastId };
  }

  /**
   * Brings the values back: the snapshot in the log's checkpoint, and what committed after it. A
   * transaction without a commit leaves no trace.
   *
   * @throws as the log's `replay`; a `WalError` `WAL_CORRUPTED` when the snapshot is no store's.
   * @exercise 4.7
   */
  static async open(log: SharedLog): Promise<TransactionStore> {
    const { sequence, snapshot, highestFinished } = log.checkpoint;
    const values = new Memtable();
    const buffer = new TransactionBuffer();
    const take = (record: WalRecord): void => {
      for (const change of buffer.add(record)) values.apply(change);
    };
    for (const record of putsIn(snapshot)) values.apply(record);
    await log.replay(({ record }) => take(record), { after: sequence });
    return new TransactionStore(log, values, Math.max(highestFinished, buffer.highestId));
  }

  /**
   * The committed value of a key, as a copy; `undefined` when there is none. Durable, whatever it says.
   *
   * @exercise 4.7
   */
  get(key: Uint8Array): Uint8Array | undefined {
    return this.#values.get(key);
  }

  /**
   * All committed keys and values, ordered by the keys' bytes, as copies.
   *
   * @exercise 4.7
   */
  entries(): [key: Uint8Array, value: Uint8Array][] {
    return this.#values.entries();
  }

  /**
   * Begins a transaction. Any number may be open.
   *
   * @exercise 4.7
   */
  begin(): Transaction {
    const startedAt = this.#commits;
    return new Transaction({
      get: (key) => this.#values.get(key),
      commit: async (touched, changes) => {
        // No `await` between the check and the place in the log: nobody can come between.
        this.#assertUnchanged(touched, startedAt);
        if (changes.length > 0) await this.#logAndApply(changes);
      },
    });
  }

  /**
   * Keeps all committed values beside the log and removes the segments that are not needed any more.
   * Transactions go on meanwhile.
   *
   * @throws as the log's `setCheckpoint` and `clean`.
   * @exercise 4.8
   */
  async snapshot(): Promise<void> {
    const puts = this.#values
      .entries()
      .map(([key, value]) => ({ type: "put", key, value }) as const);
    await this.#log.setCheckpoint({ ...this.#applied, snapshot: encodeRecords(puts) });
    await this.#log.clean(); // O5: only now.
  }

  /** The first committer wins: also one whose changes are not visible yet. */
  #assertUnchanged(touched: ReadonlySet<string>, since: number): void {
    for (const key of touched) {
      const isChanged = (this.#changedAt.get(key) ?? 0) > since || this.#inFlight.has(key);
      if (isChanged) throw new WalError("WAL_CONFLICT", `Another commit has changed key ${key}.`);
    }
  }

  async #logAndApply(changes: readonly KeyValueRecord[]): Promise<void> {
    this.#lastId += 1;
    const transactionId = this.#lastId;
    const keys = changes.map(({ key }) => String(key));
    for (const key of keys) this.#inFlight.add(key);
    try {
      const records = changes.map((change) => inTransaction(change, transactionId));
      const commit = { type: "commit", transactionId } as const;
      const positions = await this.#log.appendBatch([...records, commit]);
      this.#applied = { sequence: positions.at(-1)?.sequence ?? 0, highestFinished: transactionId };
    } finally {
      for (const key of keys) this.#inFlight.delete(key);
    }
    this.#commits += 1;
    for (const change of changes) this.#values.apply(change);
    for (const key of keys) this.#changedAt.set(key, this.#commits);
  }
}

function* putsIn(snapshot: Uint8Array): Generator<KeyValueRecord> {
  for (const record of decodeRecords(snapshot)) {
    if (record.type !== "put") {
      throw new WalError("WAL_CORRUPTED", `A ${record.type} in the snapshot is no store's.`);
    }
    yield record;
  }
}

function inTransaction(change: KeyValueRecord, transactionId: number): WalRecord {
  return change.type === "put"
    ? { type: "transaction-put", transactionId, key: change.key, value: change.value }
    : { type: "transaction-delete", transactionId, key: change.key };
}
