import { NotImplementedError } from "@wal-labs/core";
import type { SharedLog } from "./shared-log.ts";
import { Transaction } from "./transaction.ts";

/**
 * Keys and values that change by transactions: after any crash, each is there whole or not at all, and
 * they take effect as if one had run after the other. The log must belong to the store alone.
 *
 * Nothing is logged before the commit, and the commit is checked first: the first committer wins, and
 * whoever has touched a key that was changed meanwhile must begin again.
 */
export class TransactionStore {
  /**
   * Brings the values back: the snapshot in the log's checkpoint, and what committed after it. A
   * transaction without a commit leaves no trace.
   *
   * @throws as the log's `replay`; a `WalError` `WAL_CORRUPTED` when the snapshot is no store's.
   * @exercise 4.7
   */
  static async open(log: SharedLog): Promise<TransactionStore> {
    throw new NotImplementedError("4.7");
  }

  /**
   * The committed value of a key, as a copy; `undefined` when there is none. Durable, whatever it says.
   *
   * @exercise 4.7
   */
  get(key: Uint8Array): Uint8Array | undefined {
    throw new NotImplementedError("4.7");
  }

  /**
   * All committed keys and values, ordered by the keys' bytes, as copies.
   *
   * @exercise 4.7
   */
  entries(): [key: Uint8Array, value: Uint8Array][] {
    throw new NotImplementedError("4.7");
  }

  /**
   * Begins a transaction. Any number may be open.
   *
   * @exercise 4.7
   */
  begin(): Transaction {
    throw new NotImplementedError("4.7");
  }

  /**
   * Keeps all committed values beside the log and removes the segments that are not needed any more.
   * Transactions go on meanwhile.
   *
   * @throws as the log's `setCheckpoint` and `clean`.
   * @exercise 4.8
   */
  async snapshot(): Promise<void> {
    throw new NotImplementedError("4.8");
  }
}
