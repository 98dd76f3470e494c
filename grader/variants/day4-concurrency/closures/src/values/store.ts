import type { KeyValueRecord, WalRecord } from "@wal-labs/checksum";
import { WalError } from "@wal-labs/core";
import { TransactionBuffer } from "@wal-labs/replay";
import type { SharedLog } from "../log/shared-log.ts";
import { decodeRecords, encodeRecords } from "../record-bytes.ts";
import { Transaction, textOf } from "./transaction.ts";

type Pair = [key: Uint8Array, value: Uint8Array];

/** A commit that was shown, and the one after it. What nobody needs any more, nobody points to. */
interface Shown {
  readonly keys: ReadonlySet<string>;
  next?: Shown;
}

/** The committed values. Its bytes are its own. */
function makeValues() {
  const pairs = new Map<string, Pair>();
  return {
    change(record: KeyValueRecord): void {
      const text = textOf(record.key);
      if (record.type === "delete") pairs.delete(text);
      else pairs.set(text, [Uint8Array.from(record.key), Uint8Array.from(record.value)]);
    },
    get(key: Uint8Array): Uint8Array | undefined {
      const pair = pairs.get(textOf(key));
      return pair && Uint8Array.from(pair[1]);
    },
    entries: (): Pair[] =>
      [...pairs.values()]
        .sort(([one], [other]) => compareBytes(one, other))
        .map(([key, value]) => [Uint8Array.from(key), Uint8Array.from(value)]),
  };
}

function compareBytes(one: Uint8Array, other: Uint8Array): number {
  const end = Math.min(one.length, other.length);
  for (let at = 0; at < end; at++) {
    const difference = (one[at] ?? 0) - (other[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return one.length - other.length;
}

type Values = ReturnType<typeof makeValues>;
type Committer = ReturnType<typeof makeCommitter>;

/** Lets the first committer win. `reached`: what the values have come to. */
function makeCommitter(
  log: SharedLog,
  values: Values,
  start: { sequence: number; highestFinished: number },
) {
  let reached = start;
  let lastId = start.highestFinished;
  let newest: Shown = { keys: new Set() };
  const underWay = new Set<ReadonlySet<string>>();

  const assertFirst = (touched: ReadonlySet<string>, since: Shown) => {
    const rivals = [...underWay];
    for (let shown = since.next; shown; shown = shown.next) rivals.push(shown.keys);
    if (!rivals.some((keys) => [...keys].some((key) => touched.has(key)))) return;
    throw new WalError("WAL_CONFLICT", "What this transaction has touched was changed meanwhile.");
  };

  const commit = async (changes: readonly KeyValueRecord[]) => {
    const transactionId = ++lastId;
    const keys = new Set(changes.map(({ key }) => textOf(key)));
    const puts = changes.map((change): WalRecord => {
      const { key } = change;
      if (change.type === "delete") return { type: "transaction-delete", transactionId, key };
      return { type: "transaction-put", transactionId, key, value: change.value };
    });
    underWay.add(keys);
    try {
      const places = await log.appendBatch([...puts, { type: "commit", transactionId }]);
      const sequence = Math.max(...places.map((place) => place.sequence));
      reached = { sequence, highestFinished: transactionId };
      changes.forEach(values.change);
      newest.next = { keys };
      newest = newest.next;
    } finally {
      underWay.delete(keys);
    }
  };

  return {
    begin(): Transaction {
      const since = newest;
      return new Transaction({
        get: values.get,
        commit: async (touched, changes) => {
          assertFirst(touched, since);
          if (changes.length > 0) await commit(changes);
        },
      });
    },
    async snapshot(): Promise<void> {
      const puts = values.entries().map(([key, value]): WalRecord => ({ type: "put", key, value }));
      await log.setCheckpoint({ ...reached, snapshot: encodeRecords(puts) });
      await log.clean();
    },
  };
}

/** Keys and values that change by transactions. The log must belong to the store alone. */
export class TransactionStore {
  readonly #values: Values;
  readonly #committer: Committer;

  private constructor(values: Values, committer: Committer) {
    this.#values = values;
    this.#committer = committer;
  }

  static async open(log: SharedLog): Promise<TransactionStore> {
    const { checkpoint } = log;
    const values = makeValues();
    for (const record of decodeRecords(checkpoint.snapshot)) {
      if (record.type === "put") values.change(record);
      else throw new WalError("WAL_CORRUPTED", `A store's snapshot holds no ${record.type}.`);
    }
    const held = new TransactionBuffer();
    let { sequence } = checkpoint;
    await log.replay(
      (entry) => {
        sequence = entry.sequence;
        held.add(entry.record).forEach(values.change);
      },
      { after: checkpoint.sequence },
    );
    const highestFinished = Math.max(checkpoint.highestFinished, held.highestId);
    return new TransactionStore(values, makeCommitter(log, values, { sequence, highestFinished }));
  }

  get(key: Uint8Array): Uint8Array | undefined {
    return this.#values.get(key);
  }

  entries(): [key: Uint8Array, value: Uint8Array][] {
    return this.#values.entries();
  }

  begin(): Transaction {
    return this.#committer.begin();
  }

  async snapshot(): Promise<void> {
    await this.#committer.snapshot();
  }
}
