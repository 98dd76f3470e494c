import type { Transaction } from "@wal-labs/concurrency";
import { SimDisk } from "@wal-labs/core/sim";
import { describe, expect } from "vitest";
import { codeOf } from "../code-of.ts";
import { filesOn } from "../day3/check.ts";
import { check } from "./check.ts";
import {
  bytesOf,
  commitOf,
  diskWithLog,
  put,
  storeOn,
  storeWith,
  textOf,
  valueIn,
  valuesIn,
} from "./stores.ts";

describe("Exercise 4.7: transactions", () => {
  check(
    "4.7-own-changes",
    {
      points: 1,
      rationale: "Whoever has put a value and reads it again wants to see what they put.",
      hints: [
        "Keep the changes beside the store, by key: first look there, then in the store.",
        "A removed key has no value, also when the store has one. An empty value is a value.",
      ],
      needs: ["4.2-opens-and-continues"],
    },
    async ({ student }) => {
      const { store } = await storeWith(student, { a: "old", b: "kept" });
      const transaction = await store.begin();
      const { get } = accessTo(transaction);
      expect(await get("a")).toBe("old");
      await transaction.put(bytesOf("a"), bytesOf("new"));
      await transaction.put(bytesOf("c"), bytesOf(""));
      expect([await get("a"), await get("b"), await get("c")]).toEqual(["new", "kept", ""]);
      await transaction.remove(bytesOf("a"));
      await transaction.remove(bytesOf("d"));
      expect([await get("a"), await get("d")]).toEqual([undefined, undefined]);
      await transaction.put(bytesOf("a"), bytesOf("last"));
      expect(await get("a")).toBe("last");
    },
  );

  check(
    "4.7-nobody-elses",
    {
      points: 1,
      rationale: "What was never committed was never there: nobody may have seen it.",
      hints: ["Neither the store nor another transaction sees a change before its commit."],
      needs: ["4.7-own-changes"],
    },
    async ({ student }) => {
      const { store } = await storeWith(student, { a: "old", b: "kept" });
      const [one, other] = [await store.begin(), await store.begin()];
      await one.put(bytesOf("a"), bytesOf("new"));
      await one.put(bytesOf("c"), bytesOf("more"));
      await one.remove(bytesOf("b"));
      for (const reader of [store, other, await store.begin()]) {
        const seen = [];
        for (const key of ["a", "b", "c"]) seen.push(await valueIn(reader, key));
        expect(seen).toEqual(["old", "kept", undefined]);
      }
      expect(await valuesIn(store)).toEqual({ a: "old", b: "kept" });
    },
  );

  check(
    "4.7-abort",
    {
      points: 1,
      rationale: "A transfer that was called off must leave no trace: neither here nor in the log.",
      hints: [
        "Nothing is logged before the commit. Then an abort has nothing to undo.",
        "`abort` of a transaction that is over does nothing; `[Symbol.dispose]` is abort.",
      ],
      needs: ["4.7-nobody-elses"],
    },
    async ({ student, restart }) => {
      const { store, disk } = await storeWith(student, { a: "old", b: "kept" });
      const before = filesOn(disk);
      for (const end of ["abort", "dispose"]) {
        const transaction = await store.begin();
        await transaction.put(bytesOf("a"), bytesOf("new"));
        await transaction.remove(bytesOf("b"));
        if (end === "abort") await transaction.abort();
        else await transaction[Symbol.dispose]();
        await transaction.abort();
        expect(await valuesIn(store)).toEqual({ a: "old", b: "kept" });
      }
      expect(filesOn(disk), "the files, after all was aborted").toEqual(before);
      const again = await storeOn(await restart(), disk.crash({ kind: "process" }));
      expect(await valuesIn(again)).toEqual({ a: "old", b: "kept" });
    },
  );

  check(
    "4.7-over-is-over",
    {
      points: 1,
      rationale: "A put into a transaction that has ended is a put into nothing.",
      hints: ["`WAL_CLOSED` for `get`, `put`, `remove` and `commit`, once it is over."],
      needs: ["4.7-abort"],
    },
    async ({ student }) => {
      const { store } = await storeWith(student, { a: "old" });
      const transaction = await store.begin();
      await transaction.abort();
      const calls: Record<string, () => unknown> = {
        get: () => transaction.get(bytesOf("a")),
        put: () => transaction.put(bytesOf("a"), bytesOf("new")),
        remove: () => transaction.remove(bytesOf("a")),
        commit: () => transaction.commit(),
      };
      for (const [name, call] of Object.entries(calls)) {
        expect(await codeOf(Promise.resolve(call())), name).toBe("WAL_CLOSED");
      }
      expect(await valuesIn(store)).toEqual({ a: "old" });
    },
  );

  check(
    "4.7-copies",
    {
      points: 1,
      rationale: "A buffer that is used again must not change what was stored.",
      hints: ["Copy keys and values on their way in, and again on their way out."],
      needs: ["4.7-own-changes"],
    },
    async ({ reusing, random }) => {
      const disk = new SimDisk();
      const store = await storeOn(reusing, disk);
      const value = random.bytes(30);
      const transaction = await store.begin();
      // Whatever a call was given is overwritten when it returns.
      await transaction.put(bytesOf("a"), value);
      await transaction.put(bytesOf("b"), value);
      await transaction.remove(bytesOf("c"));
      expect(await transaction.get(bytesOf("a"))).toEqual(value);
      await transaction.commit();
      expect(await store.get(bytesOf("b"))).toEqual(value);
      const keys = (await store.entries()).map(([key]) => textOf(key));
      expect(keys).toEqual(["a", "b"]);
    },
  );

  check(
    "4.7-opens",
    {
      points: 2,
      rationale:
        "What a crash has cut off in the middle has no commit, and was promised to nobody.",
      hints: [
        "`TransactionBuffer` of day 2 holds each transaction back until its commit.",
        "Transactions lie mixed in a log: their ids tell them apart.",
      ],
      needs: ["4.7-own-changes"],
    },
    async ({ student }) => {
      const of = (transactionId: number, key: string, value: string) =>
        ({ ...put(key, value), type: "transaction-put", transactionId }) as const;
      const gone = (transactionId: number, key: string) =>
        ({ type: "transaction-delete", transactionId, key: bytesOf(key) }) as const;
      const disk = await diskWithLog([
        put("a", "plain"),
        put("b", "plain"),
        of(5, "c", "of 5"),
        of(3, "a", "of 3"),
        of(4, "b", "never"),
        gone(5, "b"),
        of(9, "d", "aborted"),
        { type: "commit", transactionId: 5 },
        { type: "abort", transactionId: 9 },
        of(3, "e", "of 3"),
        of(4, "c", "never"),
        { type: "commit", transactionId: 3 },
        of(11, "e", "never"),
        { type: "delete", key: bytesOf("x") },
      ]);
      const store = await storeOn(student, disk);
      expect(await valuesIn(store)).toEqual({ a: "of 3", c: "of 5", e: "of 3" });
    },
  );

  check(
    "4.7-entries",
    {
      points: 1,
      rationale: "Keys are bytes: whoever makes text of them mixes up those that are none.",
      hints: ["Ordered by the keys' bytes. `Memtable` of day 2 does it."],
      needs: ["4.7-opens"],
    },
    async ({ student, random }) => {
      const keys = [[], [0], [0, 0], [1, 23], [12, 3], [0xc3], [0xc3, 0x28], [0xfe], [0xff, 1]];
      const entries = keys.map((key) => [Uint8Array.from(key), random.bytes(5)] as const);
      const shuffled = [...entries].sort((one, other) => (one[1][0] ?? 0) - (other[1][0] ?? 0));
      const records = shuffled.map(([key, value]) => ({ type: "put", key, value }) as const);
      const store = await storeOn(student, await diskWithLog(records));
      expect(await store.entries()).toEqual(entries);
      const transaction = await store.begin();
      for (const [key, value] of entries) expect(await transaction.get(key)).toEqual(value);
      await transaction.abort();
    },
  );

  check(
    "4.7-no-old-ids",
    {
      points: 1,
      rationale:
        "An id that was used before belongs to somebody: a commit of it commits their leftovers as well.",
      hints: [
        "`highestId` of the buffer counts those too that never committed.",
        "After a snapshot the log may be empty: the checkpoint's `highestFinished` remembers.",
      ],
      needs: ["4.7-opens", "4.8-durable"],
    },
    async ({ student, restart }) => {
      const leftovers = [1, 2, 3, 4].map((transactionId) => {
        const change = put(`left by ${transactionId}`, "x");
        return { ...change, type: "transaction-put", transactionId } as const;
      });
      let disk = await diskWithLog(leftovers);
      const expected: Record<string, string> = {};
      let running = student;
      for (let round = 1; round <= 6; round++) {
        const store = await storeOn(running, disk);
        expected[`key ${round}`] = `${round}`;
        expect(await commitOf(store, { [`key ${round}`]: `${round}` })).toBeUndefined();
        expect(await valuesIn(store)).toEqual(expected);
        disk = disk.crash({ kind: "process" });
        running = await restart();
      }
      expect(await valuesIn(await storeOn(running, disk))).toEqual(expected);
    },
  );
});

function accessTo(transaction: Transaction): { get(key: string): Promise<string | undefined> } {
  return { get: (key) => valueIn(transaction, key) };
}
