import { describe, expect } from "vitest";
import { codeOf } from "../code-of.ts";
import { filesOn } from "../day3/check.ts";
import { recordsOn } from "../day3/segments.ts";
import { check, duringSyncs, opened, roomFor } from "./check.ts";
import { bytesOf, commitOf, storeOn, storeWith, valueIn, valuesIn } from "./stores.ts";

describe("Exercise 4.8: commit", () => {
  check(
    "4.8-durable",
    {
      points: 2,
      rationale: "Committed is a promise: to everybody, and for after the crash.",
      hints: [
        "Append all changes and a commit record, as one batch; then apply them.",
        "One transaction id for all records of it. Of each key only the last change counts.",
      ],
      needs: ["4.7-nobody-elses", "4.2-batches-stay-together"],
    },
    async ({ student, restart }) => {
      const { store, disk } = await storeWith(student, { a: "old", b: "old", c: "old" });
      const transaction = await store.begin();
      await transaction.put(bytesOf("a"), bytesOf("1"));
      await transaction.put(bytesOf("a"), bytesOf("2"));
      await transaction.remove(bytesOf("b"));
      await transaction.put(bytesOf("d"), bytesOf(""));
      await transaction.commit();
      const expected = { a: "2", c: "old", d: "" };
      expect(await valuesIn(store)).toEqual(expected);
      const later = await store.begin();
      expect([await valueIn(later, "a"), await valueIn(later, "b")]).toEqual(["2", undefined]);
      const off = disk.crash({ kind: "power", fates: "old" });
      expect(await valuesIn(await storeOn(await restart(), off))).toEqual(expected);
    },
  );

  check(
    "4.8-commits-once",
    {
      points: 1,
      rationale: "A commit that is called twice must not happen twice.",
      hints: ["The transaction is over when `commit` is called, however it ends."],
      needs: ["4.8-durable"],
    },
    async ({ interleavings }) => {
      await interleavings({
        run: async (start, disk) => {
          const store = await storeOn(await start(), disk);
          const transaction = await store.begin();
          await transaction.put(bytesOf("a"), bytesOf("1"));
          const calls = [transaction.commit(), transaction.commit()].map(codeOf);
          expect(await Promise.all(calls)).toEqual([undefined, "WAL_CLOSED"]);
          expect(await codeOf(Promise.resolve(transaction.get(bytesOf("a"))))).toBe("WAL_CLOSED");
          await transaction.abort();
          expect(await valuesIn(store)).toEqual({ a: "1" });
          const changes = recordsOn(disk).filter(({ key }) => key.length > 0);
          expect(changes.length, "changes in the log").toBe(1);
        },
      });
    },
  );

  check(
    "4.8-reads-cost-nothing",
    {
      points: 1,
      rationale: "Most transactions only read. They should not wait for the disk.",
      hints: ["No changes: check for a conflict, and log nothing."],
      needs: ["4.8-durable"],
    },
    async ({ student }) => {
      const { store, disk } = await storeWith(student, { a: "1" });
      const before = filesOn(disk);
      const operations = disk.log.length;
      for (const keys of [["a", "b"], []]) {
        const transaction = await store.begin();
        for (const key of keys) await transaction.get(bytesOf(key));
        await transaction.commit();
      }
      expect(disk.log.length, "calls of the disk").toBe(operations);
      expect(filesOn(disk)).toEqual(before);
    },
  );

  check(
    "4.8-whole-or-not-at-all",
    {
      points: 4,
      invariant: "O1",
      rationale: "Half a transfer is money that is in no account, or in two.",
      hints: [
        "All records of a transaction in one batch, with the commit at its end.",
        "Visible only when it is durable: what anybody has seen must be there after the crash.",
      ],
      needs: ["4.8-durable", "4.2-survives-crashes"],
    },
    async ({ student, crashes }) => {
      await crashes({
        kinds: ["power"],
        randomStates: 0,
        workload: async (disk, journal) => {
          const store = await storeOn(student, disk, { segmentSize: 500 });
          duringSyncs(disk, async () => {
            for (const pair of ["a", "b"]) {
              const seen = await valueIn(store, `${pair} 2`);
              if (seen) journal.acknowledge(`${pair}: ${seen}`);
            }
          });
          for (let value = 1; value <= 2; value++) {
            const commits = ["a", "b"].map(async (pair) => {
              const code = await commitOf(store, pairOf(pair, value));
              expect(code).toBeUndefined();
              journal.acknowledge(`${pair}: ${value}`);
            });
            await Promise.all(commits);
          }
        },
        recover: async (restarted, disk, journal) => {
          const store = await storeOn(restarted, disk, { segmentSize: 500 });
          const values = await valuesIn(store);
          for (const pair of ["a", "b"]) {
            const found = Number(values[`${pair} 1`] ?? 0);
            const said = journal.acknowledged.filter((label) => label.startsWith(`${pair}: `));
            const least = Math.max(0, ...said.map((label) => Number(label.slice(3))));
            const whole = found === 0 ? {} : pairOf(pair, found);
            const there = Object.entries(values).filter(([key]) => key.startsWith(pair));
            expect(Object.fromEntries(there), "what is there of one transaction").toEqual(whole);
            expect(found, `commits of ${pair}, of those that were seen`).toBeGreaterThanOrEqual(
              least,
            );
          }
          return `the values ${JSON.stringify(values)}`;
        },
      });
    },
  );

  check(
    "4.8-failed-commit",
    {
      points: 2,
      invariant: "O7",
      rationale: "A value that the log does not have must not be shown to anyone.",
      hints: [
        "Apply when the append has resolved, and only then.",
        "Forget that its keys are on the way to the log, also when it has failed.",
      ],
      needs: ["4.8-durable", "4.2-failed-is-failed"],
    },
    async ({ interleavings, random }) => {
      await interleavings({
        run: async (start, disk) => {
          const student = await start();
          const store = await student.TransactionStore.open(
            await opened(student, disk, roomFor(10)),
          );
          expect(await commitOf(store, { a: "1", b: "1" })).toBeUndefined();
          const large = await store.begin();
          await large.put(bytesOf("a"), bytesOf("2"));
          await large.put(bytesOf("b"), random.bytes(2000));
          expect(await codeOf(large.commit())).toBe("WAL_TOO_LARGE");
          expect(await valuesIn(store)).toEqual({ a: "1", b: "1" });
          expect(await commitOf(store, { a: "3" }), "the key is free again").toBeUndefined();
          disk.inject({ kind: "write" }, { kind: "error" });
          expect(await commitOf(store, { a: "4", c: "4" })).toBe("WAL_IO");
          expect(await valuesIn(store)).toEqual({ a: "3", b: "1" });
          expect(await commitOf(store, { a: "5" })).toBe("WAL_FAILED");
          expect(await valuesIn(store)).toEqual({ a: "3", b: "1" });
        },
      });
    },
  );
});

/** Four values of one transaction, which are all there or none: more than a sector. */
function pairOf(pair: string, value: number): Record<string, string> {
  return Object.fromEntries([1, 2, 3, 4].map((index) => [`${pair} ${index}`, `${value}`]));
}
