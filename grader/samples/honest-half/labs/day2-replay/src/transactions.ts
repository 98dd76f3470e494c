import type { KeyValueRecord, WalRecord } from "@wal-labs/checksum";
import { NotImplementedError } from "@wal-labs/core";
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
    throw new NotImplementedError("2.8");
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
  throw new NotImplementedError("2.8");
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
  throw new NotImplementedError("2.8");
}
