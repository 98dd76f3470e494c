import type { Entry, KeyValueRecord, WalRecord } from "@wal-labs/checksum";
import { type Replayed, type ReplayOptions, replay } from "./log.ts";

const NONE = new Uint8Array(0);
const copy = (bytes: Uint8Array) => new Uint8Array(bytes);

/** The current value of each key. It owns its bytes. */
export class Memtable {
  /** One character for each byte keeps the order of the keys. */
  readonly #values = new Map<string, Uint8Array>();

  get size(): number {
    return this.#values.size;
  }

  apply(record: KeyValueRecord): void {
    const key = binary(record.key);
    if (record.type === "put") this.#values.set(key, copy(record.value));
    else this.#values.delete(key);
  }

  get(key: Uint8Array): Uint8Array | undefined {
    const value = this.#values.get(binary(key));
    return value && copy(value);
  }

  entries(): [key: Uint8Array, value: Uint8Array][] {
    const sorted = [...this.#values].sort(([a], [b]) => (a < b ? -1 : 1));
    return sorted.map(([key, value]) => [
      Uint8Array.from(key, (character) => character.charCodeAt(0)),
      copy(value),
    ]);
  }
}

function binary(key: Uint8Array): string {
  return Array.from(key, (byte) => String.fromCharCode(byte)).join("");
}

/** A page, and how far it has come. */
export interface Page {
  readonly bytes: Uint8Array;
  readonly sequence: number;
}

/** Pages that grow, each of which takes a record once. */
export class Pages {
  readonly #pages = new Map<string, Page>();

  constructor(snapshot: Iterable<readonly [id: string, page: Page]> = []) {
    for (const [id, page] of snapshot) this.#pages.set(id, { ...page, bytes: copy(page.bytes) });
  }

  apply({ sequence, record }: Entry): boolean {
    if (record.type !== "put" && record.type !== "delete") return false;
    const id = new TextDecoder("utf-8", { ignoreBOM: true }).decode(record.key);
    if (sequence <= (this.#pages.get(id)?.sequence ?? 0)) return false;
    const [before, added] = record.type === "put" ? [this.read(id), record.value] : [NONE, NONE];
    const bytes = new Uint8Array(before.length + added.length);
    bytes.set(before);
    bytes.set(added, before.length);
    this.#pages.set(id, { bytes, sequence });
    return true;
  }

  read(id: string): Uint8Array {
    return copy(this.#pages.get(id)?.bytes ?? NONE);
  }

  snapshot(): [id: string, page: Page][] {
    return [...this.#pages].map(([id, page]) => [id, { ...page, bytes: copy(page.bytes) }]);
  }
}

/** Holds the records of each transaction back until it commits. */
export class TransactionBuffer {
  readonly #open = new Map<number, KeyValueRecord[]>();
  #highestId = 0;

  get highestId(): number {
    return this.#highestId;
  }

  get unfinished(): number[] {
    return [...this.#open.keys()];
  }

  add(record: WalRecord): readonly KeyValueRecord[] {
    if (record.type === "put" || record.type === "delete") return [record];
    if (!("transactionId" in record)) return [];
    const { transactionId: id } = record;
    this.#highestId = Math.max(this.#highestId, id);
    const changes = this.#open.get(id) ?? [];
    if (record.type === "commit" || record.type === "abort") {
      this.#open.delete(id);
      return record.type === "commit" ? changes : [];
    }
    const key = copy(record.key);
    if (record.type === "transaction-delete") changes.push({ type: "delete", key });
    else changes.push({ type: "put", key, value: copy(record.value) });
    this.#open.set(id, changes);
    return [];
  }
}

/** What the transactions of a log amount to. */
export interface Transactions extends Replayed {
  readonly highestId: number;
  readonly committed: ReadonlyMap<number, readonly KeyValueRecord[]>;
}

/** How to {@link replayTransactions}. */
export interface TransactionOptions extends Omit<ReplayOptions, "after"> {
  readonly highestFinished?: number | undefined;
}

/** The committed transactions of a log, each by itself. */
export async function replayTransactions(
  path: string,
  { highestFinished = 0, ...options }: TransactionOptions = {},
): Promise<Transactions> {
  const committed = new Map<number, readonly KeyValueRecord[]>();
  const replayed = await replayEffects(path, options, ({ record }, effects) => {
    if (record.type !== "commit" || record.transactionId <= highestFinished) return;
    committed.set(record.transactionId, effects);
  });
  return { ...replayed, committed };
}

/** Brings a memtable up to date, with what takes effect behind `after`. */
export async function replayInto(
  memtable: Memtable,
  path: string,
  { after = 0, knownDurable = 0, ...options }: ReplayOptions = {},
): Promise<Replayed & { readonly highestId: number }> {
  const all = { ...options, knownDurable: Math.max(after, knownDurable) };
  return replayEffects(path, all, ({ sequence }, effects) => {
    if (sequence > after) for (const effect of effects) memtable.apply(effect);
  });
}

async function replayEffects(
  path: string,
  options: ReplayOptions,
  take: (entry: Entry, effects: readonly KeyValueRecord[]) => void,
): Promise<Replayed & { readonly highestId: number }> {
  const buffer = new TransactionBuffer();
  const replayed = await replay(path, (entry) => take(entry, buffer.add(entry.record)), options);
  return { ...replayed, highestId: buffer.highestId };
}
