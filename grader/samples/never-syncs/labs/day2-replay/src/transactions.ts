import type { KeyValueRecord, WalRecord } from "@wal-labs/checksum";
import type { Memtable } from "./memtable.ts";
import { type Replayed, type ReplayOptions, replay } from "./replay.ts";

/** Holds the records of each transaction back until it commits. */
export class TransactionBuffer {
  readonly #open = new Map<number, KeyValueRecord[]>();
  #highestId = 0;

  /** The highest transaction id seen; 0 for none. Ids above it are free. */
  get highestId(): number {
    return this.#highestId;
  }

  /** The ids of transactions that have neither committed nor aborted, in the order they began. */
  get unfinished(): number[] {
    return [...this.#open.keys()];
  }

  /**
   * Takes the next record of a log and gives what takes effect now, in order: a plain put or delete
   * by itself, a commit with all that its transaction has changed, and nothing for the rest. Records
   * of interleaved transactions are told apart by their ids.
   *
   */
  add(record: WalRecord): readonly KeyValueRecord[] {
    if ("transactionId" in record) {
      this.#highestId = Math.max(this.#highestId, record.transactionId);
    }
    switch (record.type) {
      case "put":
      case "delete":
        return [record];
      case "transaction-put":
        return this.#hold(record.transactionId, {
          type: "put",
          key: record.key,
          value: record.value,
        });
      case "transaction-delete":
        return this.#hold(record.transactionId, { type: "delete", key: record.key });
      case "commit":
        return this.#finish(record.transactionId);
      case "abort":
        this.#finish(record.transactionId);
        return [];
      default:
        return [];
    }
  }

  #hold(id: number, change: KeyValueRecord): [] {
    const held = this.#open.get(id) ?? [];
    held.push(change);
    this.#open.set(id, held);
    return [];
  }

  #finish(id: number): KeyValueRecord[] {
    const changes = this.#open.get(id) ?? [];
    this.#open.delete(id);
    return changes;
  }
}

/** What the transactions of a log amount to. */
export interface Transactions extends Replayed {
  /** The highest transaction id seen, committed or not; 0 for none. */
  readonly highestId: number;
  /** By transaction id, in the order of the commits: what is still to be applied. */
  readonly committed: ReadonlyMap<number, readonly KeyValueRecord[]>;
}

/** How to {@link replayTransactions}: always from the start, where a transaction may have begun. */
export interface TransactionOptions extends Omit<ReplayOptions, "after"> {
  /** The effects of all transactions up to this id are kept elsewhere. Default 0. */
  readonly highestFinished?: number | undefined;
}

/**
 * The committed transactions of a log, each by itself: how a store whose files hold the effects of
 * all transactions up to `highestFinished` catches up.
 *
 * @throws as {@link replay}.
 */
export async function replayTransactions(
  path: string,
  { highestFinished = 0, ...options }: TransactionOptions = {},
): Promise<Transactions> {
  const buffer = new TransactionBuffer();
  const committed = new Map<number, readonly KeyValueRecord[]>();
  const replayed = await replay(
    path,
    ({ record }) => {
      const changes = buffer.add(record);
      if (record.type !== "commit" || record.transactionId <= highestFinished) return;
      committed.set(record.transactionId, changes);
    },
    options,
  );
  return { ...replayed, highestId: buffer.highestId, committed };
}

/**
 * Brings a memtable up to date: applies each plain record, and those of each transaction when it
 * commits. With `after`, the memtable is what a snapshot of that moment gave: what committed later
 * takes effect, even what was logged before.
 *
 * @throws as {@link replay}.
 */
export async function replayInto(
  memtable: Memtable,
  path: string,
  { after = 0, knownDurable = 0, ...options }: ReplayOptions = {},
): Promise<Replayed & { readonly highestId: number }> {
  const buffer = new TransactionBuffer();
  const replayed = await replay(
    path,
    ({ sequence, record }) => {
      const changes = buffer.add(record);
      if (sequence > after) for (const change of changes) memtable.apply(change);
    },
    // From the start: a transaction may have begun before the snapshot and committed after it.
    { ...options, knownDurable: Math.max(after, knownDurable) },
  );
  return { ...replayed, highestId: buffer.highestId };
}
