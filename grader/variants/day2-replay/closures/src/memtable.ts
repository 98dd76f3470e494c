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
   * @exercise 2.7
   */
  apply(record: KeyValueRecord): void {
    const name = nameOf(record.key);
    if (record.type === "put") this.#values.set(name, new Uint8Array(record.value));
    else this.#values.delete(name);
  }

  /**
   * The value of a key, as a copy; `undefined` when there is none. An empty value is a value.
   *
   * @exercise 2.7
   */
  get(key: Uint8Array): Uint8Array | undefined {
    const value = this.#values.get(nameOf(key));
    return value && new Uint8Array(value);
  }

  /**
   * All keys and values, ordered by the keys' bytes, as copies.
   *
   * @exercise 2.7
   */
  entries(): [key: Uint8Array, value: Uint8Array][] {
    const byName = ([a]: [string, unknown], [b]: [string, unknown]) => (a < b ? -1 : 1);
    return [...this.#values]
      .sort(byName)
      .map(([name, value]) => [bytesOf(name), new Uint8Array(value)]);
  }
}

function nameOf(key: Uint8Array): string {
  let name = "";
  for (const byte of key) name += String.fromCharCode(byte);
  return name;
}

function bytesOf(name: string): Uint8Array {
  return Uint8Array.from({ length: name.length }, (_, index) => name.charCodeAt(index));
}
