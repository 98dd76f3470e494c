import type { KeyValueRecord } from "@wal-labs/checksum";
import { WalError } from "@wal-labs/core";
import { keyText } from "./key-text.ts";

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
  readonly #home: TransactionHome;
  /** The text of every key that was read or written. */
  readonly #touched = new Set<string>();
  /** The last change of each key, by its text. */
  readonly #changes = new Map<string, KeyValueRecord>();
  #isOver = false;

  /** @param home what this transaction, and no other, is told apart by. */
  constructor(home: TransactionHome) {
    this.#home = home;
  }

  /**
   * The value of a key, as a copy; `undefined` when there is none.
   *
   * @throws a `WalError` `WAL_CLOSED` when the transaction is over.
   * @exercise 4.7
   */
  get(key: Uint8Array): Uint8Array | undefined {
    const change = this.#changes.get(this.#touch(key));
    if (change?.type === "delete") return undefined;
    const value = change ? change.value : this.#home.get(key);
    return value && new Uint8Array(value);
  }

  /**
   * Gives a key a value. Both are copied.
   *
   * @throws a `WalError` `WAL_CLOSED` when the transaction is over.
   * @exercise 4.7
   */
  put(key: Uint8Array, value: Uint8Array): void {
    const copies = { key: new Uint8Array(key), value: new Uint8Array(value) };
    this.#changes.set(this.#touch(key), { type: "put", ...copies });
  }

  /**
   * Removes a key. One that is not there is fine.
   *
   * @throws a `WalError` `WAL_CLOSED` when the transaction is over.
   * @exercise 4.7
   */
  remove(key: Uint8Array): void {
    this.#changes.set(this.#touch(key), { type: "delete", key: new Uint8Array(key) });
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
    this.#assertOpen();
    this.#isOver = true;
    await this.#home.commit(this.#touched, [...this.#changes.values()]);
  }

  /**
   * Drops all changes. Nothing was logged, so nothing is to be undone. Of a transaction that is over,
   * changes nothing.
   *
   * @exercise 4.7
   */
  abort(): void {
    this.#isOver = true;
  }

  /**
   * Aborts what was not committed, so that `using` leaves nothing open.
   *
   * @exercise 4.7
   */
  [Symbol.dispose](): void {
    this.abort();
  }

  #touch(key: Uint8Array): string {
    this.#assertOpen();
    const text = keyText(key);
    this.#touched.add(text);
    return text;
  }

  #assertOpen(): void {
    if (this.#isOver) throw new WalError("WAL_CLOSED", "The transaction is over.");
  }
}
