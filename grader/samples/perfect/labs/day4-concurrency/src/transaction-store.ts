import type { KeyValueRecord, TransactionRecord } from "@wal-labs/checksum";
import { WalError } from "@wal-labs/core";
import { Memtable, TransactionBuffer } from "@wal-labs/replay";
import { keyText } from "./key-text.ts";
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
  /** What {@link #values} have come to. */
  #shown: { readonly sequence: number; readonly highestFinished: number };
  /** The last transaction id that was given. */
  #lastId: number;
  /** How many commits were shown. */
  #commits = 0;
  /** For each key, which commit changed it last. */
  readonly #changedBy = new Map<string, number>();
  /** The keys that commits on their way to the log are changing. */
  readonly #underWay = new Set<string>();

  private constructor(
    log: SharedLog,
    values: Memtable,
    shown: { readonly sequence: number; readonly highestFinished: number },
  ) {
    this.#log = log;
    this.#values = values;
    this.#shown = shown;
    this.#lastId = shown.highestFinished;
  }

  /**
   * Brings the values back: the snapshot in the log's checkpoint, and what committed after it. A
   * transaction without a commit leaves no trace.
   *
   * @throws as the log's `replay`; a `WalError` `WAL_CORRUPTED` when the snapshot is no store's.
   * @exercise 4.7
   */
  static async open(log: SharedLog): Promise<TransactionStore> {
    const { snapshot, sequence: after, highestFinished } = log.checkpoint;
    const values = new Memtable();
    for (const record of decodeRecords(snapshot)) {
      if (record.type !== "put") {
        throw new WalError("WAL_CORRUPTED", `A ${record.type} is no value of a store.`);
      }
      values.apply(record);
    }
    const buffer = new TransactionBuffer();
    let last = after;
    await log.replay(
      ({ sequence, record }) => {
        for (const change of buffer.add(record)) values.apply(change);
        last = sequence;
      },
      { after },
    );
    const highestId = Math.max(highestFinished, buffer.highestId);
    return new TransactionStore(log, values, { sequence: last, highestFinished: highestId });
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
    const begunAt = this.#commits;
    return new Transaction({
      get: (key) => this.get(key),
      commit: (touched, changes) => this.#commit(begunAt, touched, changes),
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
    const puts = this.entries().map(([key, value]) => ({ type: "put", key, value }) as const);
    await this.#log.setCheckpoint({ ...this.#shown, snapshot: encodeRecords(puts) });
    await this.#log.clean();
  }

  async #commit(
    begunAt: number,
    touched: ReadonlySet<string>,
    changes: readonly KeyValueRecord[],
  ): Promise<void> {
    for (const key of touched) {
      const changedBy = this.#changedBy.get(key) ?? 0;
      if (!this.#underWay.has(key) && changedBy <= begunAt) continue;
      throw new WalError("WAL_CONFLICT", "Another transaction was first: begin again.");
    }
    if (changes.length === 0) return;
    const id = ++this.#lastId;
    const keys = changes.map(({ key }) => keyText(key));
    for (const key of keys) this.#underWay.add(key);
    let sequence: number;
    try {
      const positions = await this.#log.appendBatch(recordsOf(id, changes));
      sequence = positions.at(-1)?.sequence ?? 0;
    } finally {
      for (const key of keys) this.#underWay.delete(key);
    }
    this.#commits++;
    for (const key of keys) this.#changedBy.set(key, this.#commits);
    for (const change of changes) this.#values.apply(change);
    this.#shown = { sequence, highestFinished: id };
  }
}

function recordsOf(transactionId: number, changes: readonly KeyValueRecord[]): TransactionRecord[] {
  const records = changes.map((change): TransactionRecord => {
    return change.type === "put"
      ? { type: "transaction-put", transactionId, key: change.key, value: change.value }
      : { type: "transaction-delete", transactionId, key: change.key };
  });
  return [...records, { type: "commit", transactionId }];
}
