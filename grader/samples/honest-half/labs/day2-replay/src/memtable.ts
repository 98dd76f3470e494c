import type { KeyValueRecord } from "@wal-labs/checksum";
import { NotImplementedError } from "@wal-labs/core";

/** The current value of each key: what a log amounts to, kept in memory. It owns its bytes. */
export class Memtable {
  /** Keys are bytes; a `Map` compares strings. One character for each byte keeps their order. */
  readonly #values = new Map<string, Uint8Array>();

  /** How many keys have a value. */
  get size(): number {
    return this.#values.size;
  }

  /**
   * Puts, or deletes. Deleting a key that is not there is fine: after a snapshot, that is ordinary.
   *
   */
  apply(record: KeyValueRecord): void {
    throw new NotImplementedError("2.7");
  }

  /**
   * The value of a key, as a copy; `undefined` when there is none. An empty value is a value.
   *
   */
  get(key: Uint8Array): Uint8Array | undefined {
    throw new NotImplementedError("2.7");
  }

  /**
   * All keys and values, ordered by the keys' bytes, as copies.
   *
   */
  entries(): [key: Uint8Array, value: Uint8Array][] {
    throw new NotImplementedError("2.7");
  }
}
