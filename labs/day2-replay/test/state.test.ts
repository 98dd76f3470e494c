import type { Entry, KeyValueRecord, WalRecord } from "@wal-labs/checksum";
import {
  Memtable,
  Pages,
  replay,
  replayInto,
  replayTransactions,
  TransactionBuffer,
} from "@wal-labs/replay";
import { describe, expect, test } from "vitest";
import { bytes, diskWith, type Forged, logOf, PATH, put, text } from "./forge.ts";

const set = (key: string, value: string): KeyValueRecord => ({
  type: "put",
  key: bytes(key),
  value: bytes(value),
});
const remove = (key: string): KeyValueRecord => ({ type: "delete", key: bytes(key) });
const entry = (sequence: number, record: WalRecord): Entry => ({
  sequence,
  timestampMs: 0,
  record,
});
const entriesOf = (memtable: Memtable) =>
  memtable.entries().map(([key, value]) => `${text(key)}=${text(value)}`);

describe("Exercise 2.7: state (src/memtable.ts, src/pages.ts, chapter 2, State)", () => {
  test("a memtable holds the last value of each key, ordered by the keys' bytes", () => {
    const memtable = new Memtable();
    for (const key of ["b", "a", "ab", "é", "z"]) memtable.apply(set(key, "1"));
    memtable.apply(set("a", "2"));
    expect(entriesOf(memtable)).toEqual(["a=2", "ab=1", "b=1", "z=1", "é=1"]);
    expect(memtable.size).toBe(5);
  });

  test("deleting a key that is not there is fine, and an empty value is a value", () => {
    const memtable = new Memtable();
    memtable.apply(remove("k"));
    memtable.apply(set("k", ""));
    expect(memtable.get(bytes("k"))).toEqual(bytes(""));
    memtable.apply(remove("k"));
    expect(memtable.get(bytes("k"))).toBeUndefined();
  });

  test("a memtable owns its bytes", () => {
    const memtable = new Memtable();
    const value = bytes("v");
    memtable.apply({ type: "put", key: bytes("k"), value });
    value.fill(0);
    memtable.get(bytes("k"))?.fill(0);
    expect(text(memtable.get(bytes("k")))).toBe("v");
  });

  test("a page takes each record once, however often it is replayed", async () => {
    const pages = new Pages();
    const disk = diskWith(logOf([put("p"), put("q"), put("p")]));
    for (let round = 0; round < 3; round++) {
      await replay(PATH, (next) => void pages.apply(next), { fs: disk });
    }
    expect(text(pages.read("p"))).toBe("pp");
    expect(text(pages.read("q"))).toBe("q");
  });

  test("a page of a snapshot knows how far it has come, even an empty one", () => {
    const before = new Pages();
    expect(before.apply(entry(1, set("p", "a")))).toBe(true);
    expect(before.apply(entry(2, remove("p")))).toBe(true);
    const after = new Pages(before.snapshot());
    expect(after.apply(entry(1, set("p", "a")))).toBe(false);
    expect(after.apply(entry(3, set("p", "c")))).toBe(true);
    expect(text(after.read("p"))).toBe("c");
  });
});

const begun = (letter: string, transactionId: number): Forged =>
  put(letter, { type: "transaction-put", transactionId });
const commit = (transactionId: number): Forged => ({ type: "commit", transactionId });
const abort = (transactionId: number): Forged => ({ type: "abort", transactionId });

describe("Exercise 2.8: transactions (src/transactions.ts, chapter 2, Transactions)", () => {
  test("nothing of a transaction takes effect before it commits", () => {
    const buffer = new TransactionBuffer();
    const change = { type: "transaction-put", ...{ key: bytes("k"), value: bytes("v") } } as const;
    expect(buffer.add({ ...change, transactionId: 4 })).toEqual([]);
    expect(buffer.add(set("a", "1"))).toEqual([set("a", "1")]);
    expect(buffer.unfinished).toEqual([4]);
    expect(buffer.add({ type: "commit", transactionId: 4 })).toEqual([set("k", "v")]);
    expect(buffer.unfinished).toEqual([]);
  });

  test("interleaved transactions take effect in the order of their commits", async () => {
    const log = [begun("x", 1), begun("y", 2), begun("z", 1), commit(2), commit(1)];
    const { committed } = await replayTransactions(PATH, { fs: diskWith(logOf(log)) });
    const keys = [...committed].map(([id, changes]) => [id, changes.map(({ key }) => text(key))]);
    expect(keys).toEqual([
      [2, ["y"]],
      [1, ["x", "z"]],
    ]);
  });

  test("what was aborted or never committed leaves no trace but its id", async () => {
    const log = [begun("x", 1), abort(1), begun("y", 7), put("a")];
    const memtable = new Memtable();
    const { highestId } = await replayInto(memtable, PATH, { fs: diskWith(logOf(log)) });
    expect(entriesOf(memtable)).toEqual(["a=a"]);
    expect(highestId).toBe(7);
  });

  test("transactions that are finished elsewhere are left out, and still counted", async () => {
    const log = [begun("x", 1), commit(1), begun("y", 2), commit(2)];
    const options = { fs: diskWith(logOf(log)), highestFinished: 1 };
    const { committed, highestId } = await replayTransactions(PATH, options);
    expect([[...committed.keys()], highestId]).toEqual([[2], 2]);
  });

  test("a transaction that began before a snapshot and committed after it takes effect", async () => {
    const disk = diskWith(logOf([begun("x", 1), put("a"), commit(1)]));
    const memtable = new Memtable();
    memtable.apply(set("a", "from the snapshot of sequence 2"));
    await replayInto(memtable, PATH, { fs: disk, after: 2 });
    expect(entriesOf(memtable)).toEqual(["a=from the snapshot of sequence 2", "x=x"]);
  });
});
