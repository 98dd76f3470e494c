import type { Entry, KeyValueRecord, WalRecord } from "@wal-labs/checksum";
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
   * @exercise 2.8
   */
  add(record: WalRecord): readonly KeyValueRecord[] {
    switch (record.type) {
      case "put":
      case "delete":
        return [record];
      case "transaction-put":
        return this.#hold(record.transactionId, {
          type: "put",
          key: Uint8Array.from(record.key),
          value: Uint8Array.from(record.value),
        });
      case "transaction-delete":
        return this.#hold(record.transactionId, {
          type: "delete",
          key: Uint8Array.from(record.key),
        });
      case "commit":
        return this.#end(record.transactionId);
      case "abort":
        this.#end(record.transactionId);
        return [];
      default:
        return [];
    }
  }

  #hold(id: number, change: KeyValueRecord): [] {
    const changes = this.#open.get(id);
    this.#highestId = Math.max(this.#highestId, id);
    if (changes) changes.push(change);
    else this.#open.set(id, [change]);
    return [];
  }

  #end(id: number): readonly KeyValueRecord[] {
    const changes = this.#open.get(id) ?? [];
    this.#highestId = Math.max(this.#highestId, id);
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
 * @exercise 2.8
 */
export function replayTransactions(
  path: string,
  { highestFinished = 0, ...options }: TransactionOptions = {},
): Promise<Transactions> {
  const buffer = new TransactionBuffer();
  const committed = new Map<number, readonly KeyValueRecord[]>();
  const handler = ({ record }: Entry) => {
    const effects = buffer.add(record);
    if (record.type === "commit" && record.transactionId > highestFinished) {
      const earlier = committed.get(record.transactionId) ?? [];
      committed.set(record.transactionId, [...earlier, ...effects]);
    }
  };
  return replay(path, handler, options).then((replayed) => ({
    ...replayed,
    highestId: buffer.highestId,
    committed,
  }));
}

/**
 * Brings a memtable up to date: applies each plain record, and those of each transaction when it
 * commits. With `after`, the memtable is what a snapshot of that moment gave: what committed later
 * takes effect, even what was logged before.
 *
 * @throws as {@link replay}.
 * @exercise 2.8
 */
export function replayInto(
  memtable: Memtable,
  path: string,
  { after = 0, knownDurable = 0, ...options }: ReplayOptions = {},
): Promise<Replayed & { readonly highestId: number }> {
  const buffer = new TransactionBuffer();
  const handler = ({ sequence, record }: Entry) => {
    const effects = buffer.add(record);
    if (sequence > after) for (const effect of effects) memtable.apply(effect);
  };
  const durable = Math.max(after, knownDurable);
  return replay(path, handler, { ...options, knownDurable: durable }).then((replayed) => ({
    ...replayed,
    highestId: buffer.highestId,
  }));
}
