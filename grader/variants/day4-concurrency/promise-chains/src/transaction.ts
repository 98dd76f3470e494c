import type { KeyValueRecord } from "@wal-labs/checksum";
import { WalError } from "@wal-labs/core";

/** What a transaction needs of its store. Keys are bytes here, and text where they are compared. */
export interface TransactionHome {
  /** The committed value of a key. */
  get(key: Uint8Array): Uint8Array | undefined;
  /** Checks what the transaction has touched, and makes its changes durable and visible. */
  commit(touched: ReadonlySet<string>, changes: readonly KeyValueRecord[]): Promise<void>;
}

/** Two hexadecimal digits for each byte: texts compare as the keys do. */
export function hexOf(key: Uint8Array): string {
  return Array.from(key, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The bytes of {@link hexOf}. */
export function keyOf(hex: string): Uint8Array {
  const size = hex.length / 2;
  const bytes = Array.from({ length: size }, (_, at) => hex.slice(2 * at, 2 * at + 2));
  return Uint8Array.from(bytes, (digits) => Number.parseInt(digits, 16));
}

/** Reads and changes that take effect together, or not at all. */
export class Transaction {
  readonly #home: TransactionHome;
  readonly #read = new Set<string>();
  /** By key, its new value; `undefined` where it is removed. */
  readonly #written = new Map<string, Uint8Array | undefined>();
  #state: "open" | "over" = "open";

  /** @param home what this transaction, and no other, is told apart by. */
  constructor(home: TransactionHome) {
    this.#home = home;
  }

  get(key: Uint8Array): Uint8Array | undefined {
    this.#assertOpen();
    const hex = hexOf(key);
    this.#read.add(hex);
    const value = this.#written.has(hex) ? this.#written.get(hex) : this.#home.get(key);
    return value === undefined ? undefined : new Uint8Array(value);
  }

  put(key: Uint8Array, value: Uint8Array): void {
    this.#assertOpen();
    this.#written.set(hexOf(key), new Uint8Array(value));
  }

  remove(key: Uint8Array): void {
    this.#assertOpen();
    this.#written.set(hexOf(key), undefined);
  }

  commit(): Promise<void> {
    if (this.#state === "over") return Promise.reject(overError());
    this.#state = "over";
    const touched = new Set([...this.#read, ...this.#written.keys()]);
    const changes = [...this.#written].map(
      ([hex, value]): KeyValueRecord =>
        value ? { type: "put", key: keyOf(hex), value } : { type: "delete", key: keyOf(hex) },
    );
    return this.#home.commit(touched, changes);
  }

  abort(): void {
    this.#state = "over";
    this.#written.clear();
  }

  [Symbol.dispose](): void {
    this.abort();
  }

  #assertOpen(): void {
    if (this.#state === "over") throw overError();
  }
}

function overError(): WalError {
  return new WalError("WAL_CLOSED", "The transaction was committed or aborted before.");
}
