import type { WalRecord } from "@wal-labs/checksum";
import {
  decodeRecords,
  encodeRecords,
  type Transaction,
  TransactionStore,
} from "@wal-labs/concurrency";
import { LAST_OF_BATCH, parseFrame, SEGMENT_HEADER_SIZE, viewOf } from "@wal-labs/core";
import { assertNoViolation, exploreCrashes, type Journal, type SimDisk } from "@wal-labs/core/sim";
import { describe, expect, test } from "vitest";
import { bytes, codeOf, DIRECTORY, emptyDisk, open, recordsIn, text } from "./forge.ts";

async function storeOn(disk: SimDisk) {
  const log = await open(disk, { segmentSize: 512 });
  return { disk, log, store: await TransactionStore.open(log) };
}

/** A store in which each of these letters is a key, with itself as value. */
async function storeOf(letters: string) {
  const all = await storeOn(await emptyDisk());
  for (const letter of letters) await change(all.store, { [letter]: letter });
  return all;
}

function putAll(transaction: Transaction, values: Record<string, string>): Transaction {
  for (const [key, value] of Object.entries(values)) transaction.put(bytes(key), bytes(value));
  return transaction;
}

async function change(store: TransactionStore, values: Record<string, string>): Promise<void> {
  await putAll(store.begin(), values).commit();
}

const valueIn = (from: TransactionStore | Transaction, key: string) => text(from.get(bytes(key)));
const shown = (store: TransactionStore) => {
  const pairs = store.entries().map(([key, value]) => `${text(key)}=${text(value)}`);
  return pairs.join(" ");
};

/** For each frame in the first segment, whether a batch ends with it. */
function batchEnds(disk: SimDisk): boolean[] {
  const segment = disk.readFile(`${DIRECTORY}/0000000000000001.wal`);
  const ends: boolean[] = [];
  for (let offset = SEGMENT_HEADER_SIZE; offset < segment.length; ) {
    const parsed = parseFrame(viewOf(segment), offset);
    if (parsed.kind !== "frame") throw new Error(`There is ${parsed.kind} at byte ${offset}.`);
    ends.push(parsed.frame.flags === LAST_OF_BATCH);
    offset += parsed.size;
  }
  return ends;
}

describe("Exercise 4.7: a transaction (src/transaction.ts, src/transaction-store.ts, chapter 4, A transaction)", () => {
  test("sees what is committed, with its own changes on top", async () => {
    const { store } = await storeOf("ab");
    const mine = putAll(store.begin(), { b: "mine", c: "mine" });
    mine.remove(bytes("a"));
    expect(["a", "b", "c"].map((key) => valueIn(mine, key))).toEqual([undefined, "mine", "mine"]);
    expect(valueIn(store.begin(), "b")).toBe("b");
    expect(shown(store)).toBe("a=a b=b");
  });

  test("copies what it is given, and what it gives", async () => {
    const { store } = await storeOf("a");
    const mine = store.begin();
    const [key, value] = [bytes("b"), bytes("b")];
    mine.put(key, value);
    key.fill(0);
    value.fill(0);
    mine.get(bytes("b"))?.fill(0);
    store.get(bytes("a"))?.fill(0);
    expect([valueIn(mine, "b"), valueIn(store, "a")]).toEqual(["b", "a"]);
  });

  test("tells an empty value from none, and removes what is not there", async () => {
    const { store } = await storeOf("");
    const mine = putAll(store.begin(), { a: "" });
    mine.remove(bytes("b"));
    await mine.commit();
    expect([valueIn(store, "a"), valueIn(store, "b")]).toEqual(["", undefined]);
  });

  test("leaves nothing when it is aborted, not even in the log", async () => {
    const { disk, store } = await storeOf("a");
    const { digest } = disk;
    const mine = putAll(store.begin(), { a: "mine" });
    mine.abort();
    mine.abort();
    expect([shown(store), disk.digest]).toEqual(["a=a", digest]);
  });

  test("is aborted by the end of its block, unless it was committed", async () => {
    const { store } = await storeOf("a");
    let mine: Transaction;
    {
      using inBlock = putAll(store.begin(), { a: "mine" });
      mine = inBlock;
    }
    expect(await codeOf(() => mine.get(bytes("a")))).toBe("WAL_CLOSED");
    expect(shown(store)).toBe("a=a");
  });

  test("is over once it was committed or aborted", async () => {
    const { store } = await storeOf("");
    const [committed, aborted] = [store.begin(), store.begin()];
    await committed.commit();
    aborted.abort();
    for (const over of [committed, aborted]) {
      expect(await codeOf(() => over.put(bytes("a"), bytes("a")))).toBe("WAL_CLOSED");
      expect(await codeOf(() => over.remove(bytes("a")))).toBe("WAL_CLOSED");
      expect(await codeOf(() => over.commit())).toBe("WAL_CLOSED");
    }
  });

  test("that the log holds without its commit leaves no trace", async () => {
    const disk = await emptyDisk();
    const log = await open(disk);
    const [key, value] = [bytes("a"), bytes("a")];
    await log.append({ type: "transaction-put", transactionId: 1, key, value });
    const store = await TransactionStore.open(log);
    expect(shown(store)).toBe("");
  });
});

describe("Exercise 4.8: snapshot of a store (src/transaction-store.ts, chapter 4, Commit)", () => {
  test("is the committed values, and what is something else is refused", async () => {
    const { log, store } = await storeOf("aab");
    await store.snapshot();
    const { snapshot, sequence, highestFinished } = log.checkpoint;
    expect([...decodeRecords(snapshot)].map(({ type }) => type)).toEqual(["put", "put"]);
    expect([sequence, highestFinished]).toEqual([6, 3]);
    await log.setCheckpoint({ snapshot: encodeRecords([{ type: "ack", jobId: "a" }]) });
    expect(await codeOf(() => TransactionStore.open(log))).toBe("WAL_CORRUPTED");
  });
});

describe("Exercise 4.8: commit (src/transaction.ts, src/transaction-store.ts, chapter 4, Commit)", () => {
  test("makes all changes durable, in one batch with its commit, and then visible", async () => {
    const { disk, log, store } = await storeOf("");
    const seen: string[] = [];
    disk.beforeOperation(() => seen.push(shown(store)));
    await change(store, { a: "1", b: "2" });
    expect([new Set(seen), shown(store)]).toEqual([new Set([""]), "a=1 b=2"]);
    const types = (await recordsIn(log)).map(({ type }) => type);
    expect(types).toEqual(["transaction-put", "transaction-put", "commit"]);
    expect(batchEnds(disk)).toEqual([false, false, true]);
  });

  test("lets the first committer win: the second has logged nothing", async () => {
    const { log, store } = await storeOf("a");
    const [first, second] = [1, 2].map((number) => putAll(store.begin(), { a: `${number}` }));
    await first?.commit();
    const { lastSequence } = log;
    expect(await codeOf(() => second?.commit())).toBe("WAL_CONFLICT");
    expect([shown(store), log.lastSequence]).toEqual(["a=1", lastSequence]);
    expect(await codeOf(() => second?.commit())).toBe("WAL_CLOSED");
  });

  test("finds a conflict with a commit that is still on its way to the log", async () => {
    const { store } = await storeOf("a");
    const commits = [1, 2].map((number) => change(store, { a: `${number}` }));
    expect(await codeOf(() => commits[1])).toBe("WAL_CONFLICT");
    await commits[0];
    expect(shown(store)).toBe("a=1");
  });

  test("finds a conflict with what was only read", async () => {
    const { store } = await storeOf("ab");
    const [first, second] = [store.begin(), store.begin()];
    first.put(bytes("a"), bytes(`${valueIn(first, "b")}`));
    second.put(bytes("b"), bytes(`${valueIn(second, "a")}`));
    await first.commit();
    expect(await codeOf(() => second.commit())).toBe("WAL_CONFLICT");
    expect(shown(store)).toBe("a=b b=b");
  });

  test("finds a conflict with a key that was not there when it was read", async () => {
    const { store } = await storeOf("");
    const mine = store.begin();
    if (!mine.get(bytes("a"))) mine.put(bytes("b"), bytes("no a"));
    await change(store, { a: "1" });
    expect(await codeOf(() => mine.commit())).toBe("WAL_CONFLICT");
  });

  test("lets transactions of different keys pass, all at once", async () => {
    const { store } = await storeOf("");
    await Promise.all(["a", "b", "c"].map((key) => change(store, { [key]: "1" })));
    expect(shown(store)).toBe("a=1 b=1 c=1");
  });

  test("writes nothing when there is nothing to change", async () => {
    const { disk, store } = await storeOf("a");
    const { digest } = disk;
    const reader = store.begin();
    reader.get(bytes("a"));
    await reader.commit();
    expect(disk.digest).toBe(digest);
  });

  test("comes back whole or not at all, with the snapshot and what came after it", async () => {
    const workload = async (disk: SimDisk, journal: Journal) => {
      const { log, store } = await storeOn(disk);
      for (const value of ["1", "2", "3"]) {
        await change(store, { a: value, b: value });
        journal.acknowledge(value);
        await store.snapshot();
      }
      await log.close();
    };
    const recover = async (disk: SimDisk, { acknowledged }: Journal) => {
      const { log, store } = await storeOn(disk);
      const [a, b] = ["a", "b"].map((key) => Number(valueIn(store, key) ?? 0));
      expect(a).toBe(b);
      expect(a).toBeGreaterThanOrEqual(acknowledged.length);
      await log.close();
    };
    assertNoViolation(await exploreCrashes({ workload, recover, randomStates: 1 }));
  }, 30_000);

  test("gives ids that no earlier life has given", async () => {
    const { disk, log, store } = await storeOf("a");
    await store.snapshot();
    await log.close();
    const again = await storeOn(disk);
    await change(again.store, { b: "1" });
    const { checkpoint } = again.log;
    const found: WalRecord[] = [];
    await again.log.replay(({ record }) => void found.push(record), { after: checkpoint.sequence });
    expect(found.at(-1)).toEqual({ type: "commit", transactionId: 2 });
  });
});
