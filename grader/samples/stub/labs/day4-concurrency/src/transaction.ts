import type { KeyValueRecord } from "@wal-labs/checksum";
import { NotImplementedError } from "@wal-labs/core";

/** What a transaction needs of its store. Keys are bytes here, and text where they are compared. */
export interface TransactionHome {
  /** The committed value of a key. */
  get(key: Uint8Array): Uint8Array | undefined;
  /** Checks what the transaction has touched, and makes its changes durable and visible. */
  commit(touched: ReadonlySet<string>, changes: readonly KeyValueRecord[]): Promise<void>;
}

/**
 * Reads and changes that take effect together, or not at all. It sees the store as committed, with
 * its own changes on top; nobody else sees those before {@link commit} resolves.
 *
 * It is open until `commit` or `abort` is called; a conflict ends it as well.
 */
export class Transaction {
  /** @param home what this transaction, and no other, is told apart by. */
  constructor(home: TransactionHome) {}

  /**
   * The value of a key, as a copy; `undefined` when there is none.
   *
   * @throws a `WalError` `WAL_CLOSED` when the transaction is over.
   * @exercise 4.7
   */
  get(key: Uint8Array): Uint8Array | undefined {
    throw new NotImplementedError("4.7");
  }

  /**
   * Gives a key a value. Both are copied.
   *
   * @throws a `WalError` `WAL_CLOSED` when the transaction is over.
   * @exercise 4.7
   */
  put(key: Uint8Array, value: Uint8Array): void {
    throw new NotImplementedError("4.7");
  }

  /**
   * Removes a key. One that is not there is fine.
   *
   * @throws a `WalError` `WAL_CLOSED` when the transaction is over.
   * @exercise 4.7
   */
  remove(key: Uint8Array): void {
    throw new NotImplementedError("4.7");
  }

  /**
   * Makes all changes durable, then visible. The transaction is over, however it ends.
   *
   * @throws a `WalError` `WAL_CONFLICT` when another commit has changed a key that this transaction
   * has read or written, since it began: nothing of it is logged; begin again. `WAL_CLOSED` when the
   * transaction is over; else as the log's `appendBatch`.
   * @exercise 4.8
   */
  async commit(): Promise<void> {
    throw new NotImplementedError("4.8");
  }

  /**
   * Drops all changes. Nothing was logged, so nothing is to be undone. Of a transaction that is over,
   * changes nothing.
   *
   * @exercise 4.7
   */
  abort(): void {
    throw new NotImplementedError("4.7");
  }

  /**
   * Aborts what was not committed, so that `using` leaves nothing open.
   *
   * @exercise 4.7
   */
  [Symbol.dispose](): void {
    throw new NotImplementedError("4.7");
  }
}
