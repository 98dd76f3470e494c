import type { KeyValueRecord } from "@wal-labs/checksum";
import { WalError } from "@wal-labs/core";

/** What a transaction needs of its store. Keys are bytes here, and text where they are compared. */
export interface TransactionHome {
  /** The committed value of a key. */
  get(key: Uint8Array): Uint8Array | undefined;
  /** Checks what the transaction has touched, and makes its changes durable and visible. */
  commit(touched: ReadonlySet<string>, changes: readonly KeyValueRecord[]): Promise<void>;
}

/** The text of a key: its bytes in decimal, `"97,100,97"` for `ada`. */
export function textOf(key: Uint8Array): string {
  return key.join();
}

/** A sheet of paper on which one transaction notes what it looked at and what it wants. */
function makeSheet() {
  const looked = new Set<string>();
  const wanted = new Map<string, KeyValueRecord>();
  const look = (key: Uint8Array): string => {
    const text = textOf(key);
    looked.add(text);
    return text;
  };
  return {
    looked,
    changes: () => [...wanted.values()],
    find: (key: Uint8Array) => wanted.get(look(key)),
    note: (change: KeyValueRecord) => void wanted.set(look(change.key), change),
  };
}

/** Reads and changes that take effect together, or not at all. */
export class Transaction {
  readonly #home: TransactionHome;
  /** Thrown away when the transaction is over. */
  #sheet: ReturnType<typeof makeSheet> | undefined = makeSheet();

  /** @param home what this transaction, and no other, is told apart by. */
  constructor(home: TransactionHome) {
    this.#home = home;
  }

  get(key: Uint8Array): Uint8Array | undefined {
    const change = this.#open().find(key);
    if (change?.type === "delete") return undefined;
    const value = change?.value ?? this.#home.get(key);
    return value && Uint8Array.from(value);
  }

  put(key: Uint8Array, value: Uint8Array): void {
    const copies = { key: Uint8Array.from(key), value: Uint8Array.from(value) };
    this.#open().note({ type: "put", ...copies });
  }

  remove(key: Uint8Array): void {
    this.#open().note({ type: "delete", key: Uint8Array.from(key) });
  }

  async commit(): Promise<void> {
    const { looked, changes } = this.#open();
    this.#sheet = undefined;
    await this.#home.commit(looked, changes());
  }

  abort(): void {
    this.#sheet = undefined;
  }

  [Symbol.dispose](): void {
    this.abort();
  }

  #open() {
    if (this.#sheet) return this.#sheet;
    throw new WalError("WAL_CLOSED", "This transaction is over: begin another.");
  }
}
