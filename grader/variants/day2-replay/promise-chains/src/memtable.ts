import type { KeyValueRecord } from "@wal-labs/checksum";

/** The current value of each key: what a log amounts to, kept in memory. It owns its bytes. */
export class Memtable {
  /** Keys are bytes; a `Map` compares strings. Two hex digits for each byte keep their order. */
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
    switch (record.type) {
      case "put":
        this.#values.set(hex(record.key), Uint8Array.from(record.value));
        return;
      case "delete":
        this.#values.delete(hex(record.key));
    }
  }

  /**
   * The value of a key, as a copy; `undefined` when there is none. An empty value is a value.
   *
   * @exercise 2.7
   */
  get(key: Uint8Array): Uint8Array | undefined {
    const value = this.#values.get(hex(key));
    return value === undefined ? undefined : Uint8Array.from(value);
  }

  /**
   * All keys and values, ordered by the keys' bytes, as copies.
   *
   * @exercise 2.7
   */
  entries(): [key: Uint8Array, value: Uint8Array][] {
    return [...this.#values.keys()]
      .sort()
      .map((name) => [unhex(name), Uint8Array.from(this.#values.get(name) ?? [])]);
  }
}

const DIGITS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => DIGITS[byte]).join("");
}

function unhex(name: string): Uint8Array {
  const digits = name.match(/../g) ?? [];
  return Uint8Array.from(digits, (two) => Number.parseInt(two, 16));
}
