import type { KeyValueRecord } from "@wal-labs/checksum";

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
    const key = textOf(record.key);
    if (record.type === "delete") this.#values.delete(key);
    else this.#values.set(key, record.value.slice());
  }

  /**
   * The value of a key, as a copy; `undefined` when there is none. An empty value is a value.
   *
   */
  get(key: Uint8Array): Uint8Array | undefined {
    return this.#values.get(textOf(key))?.slice();
  }

  /**
   * All keys and values, ordered by the keys' bytes, as copies.
   *
   */
  entries(): [key: Uint8Array, value: Uint8Array][] {
    const keys = [...this.#values.keys()].sort();
    return keys.map((key) => [bytesOf(key), this.#values.get(key)?.slice() ?? new Uint8Array(0)]);
  }
}

function textOf(key: Uint8Array): string {
  return Array.from(key, (byte) => String.fromCharCode(byte)).join("");
}

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
