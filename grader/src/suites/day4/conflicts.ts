import type { Transaction } from "@wal-labs/concurrency";
import { SimDisk } from "@wal-labs/core/sim";
import { describe, expect } from "vitest";
import { codeOf } from "../code-of.ts";
import { filesOn } from "../day3/check.ts";
import { check, underWay } from "./check.ts";
import { Attempt, History } from "./serial-history.ts";
import { bytesOf, commitOf, storeOn, storeWith, valueIn, valuesIn } from "./stores.ts";

describe("Exercise 4.8: conflicts", () => {
  check(
    "4.8-lost-update",
    {
      points: 2,
      rationale: "Two read 0, both write 1. One of them has counted for nothing.",
      hints: [
        "At commit: has another commit changed a key that this one has touched, since it began?",
        "Then `WAL_CONFLICT`, before anything is logged. The first committer wins.",
      ],
      needs: ["4.8-durable"],
    },
    async ({ student, restart }) => {
      const { store, disk } = await storeWith(student, { count: "0" });
      const [one, other] = [await store.begin(), await store.begin()];
      for (const each of [one, other]) {
        const count = Number(await valueIn(each, "count"));
        await each.put(bytesOf("count"), bytesOf(`${count + 1}`));
      }
      await one.commit();
      const before = filesOn(disk);
      expect(await codeOf(other.commit())).toBe("WAL_CONFLICT");
      expect(filesOn(disk), "the files, after the conflict").toEqual(before);
      expect(await codeOf(other.commit()), "the transaction is over").toBe("WAL_CLOSED");
      expect(await valueIn(store, "count")).toBe("1");
      const again = await store.begin();
      expect(await valueIn(again, "count")).toBe("1");
      await again.put(bytesOf("count"), bytesOf("2"));
      await again.commit();
      const restarted = await storeOn(await restart(), disk.crash({ kind: "process" }));
      expect(await valuesIn(restarted)).toEqual({ count: "2" });
    },
  );

  check(
    "4.8-blind-writes",
    {
      points: 1,
      rationale:
        "Who overwrites what they have not read has still touched it, and so has who removes.",
      hints: ["Keys that were put or removed count like those that were read."],
      needs: ["4.8-lost-update"],
    },
    async ({ student }) => {
      const { store } = await storeWith(student, { a: "0", b: "0" });
      const [putter, remover] = [await store.begin(), await store.begin()];
      await putter.put(bytesOf("a"), bytesOf("putter"));
      await remover.remove(bytesOf("b"));
      expect(await commitOf(store, { a: "1", b: "1" })).toBeUndefined();
      expect(await codeOf(putter.commit()), "put").toBe("WAL_CONFLICT");
      expect(await codeOf(remover.commit()), "removed").toBe("WAL_CONFLICT");
      expect(await valuesIn(store)).toEqual({ a: "1", b: "1" });
    },
  );

  check(
    "4.8-write-skew",
    {
      points: 2,
      rationale: "Two doctors are on call. Each sees the other, and goes home.",
      hints: [
        "What was only read counts as well: the decision was built on it.",
        "A key that was not there counts, too: somebody may have put it there meanwhile.",
      ],
      needs: ["4.8-lost-update"],
    },
    async ({ student }) => {
      const { store } = await storeWith(student, { anna: "on call", bert: "on call" });
      const [anna, bert] = [await store.begin(), await store.begin()];
      expect(await valueIn(anna, "bert")).toBe("on call");
      expect(await valueIn(bert, "anna")).toBe("on call");
      await anna.put(bytesOf("anna"), bytesOf("at home"));
      await bert.put(bytesOf("bert"), bytesOf("at home"));
      await anna.commit();
      expect(await codeOf(bert.commit())).toBe("WAL_CONFLICT");
      expect(await valuesIn(store)).toEqual({ anna: "at home", bert: "on call" });
      const [absent, reader, removed] = [
        await store.begin(),
        await store.begin(),
        await store.begin(),
      ];
      expect(await valueIn(absent, "carl")).toBeUndefined();
      await absent.put(bytesOf("dora"), bytesOf("on call"));
      await reader.get(bytesOf("carl"));
      await removed.get(bytesOf("bert"));
      expect(await commitOf(store, { carl: "on call" })).toBeUndefined();
      const remover = await store.begin();
      await remover.remove(bytesOf("bert"));
      await remover.commit();
      expect(await codeOf(absent.commit()), "a key that was absent").toBe("WAL_CONFLICT");
      expect(await codeOf(reader.commit()), "one that only reads").toBe("WAL_CONFLICT");
      expect(await codeOf(removed.commit()), "a key that was removed").toBe("WAL_CONFLICT");
    },
  );

  check(
    "4.8-no-false-conflicts",
    {
      points: 1,
      rationale: "Who is sent back without a reason tries again, and again.",
      hints: [
        "Different keys never conflict, nor does a commit from before the transaction began.",
        "Aborted ones, and those with a conflict of their own, have changed nothing.",
        "Are [1, 23] and [12, 3] different for you? And bytes that are not UTF-8?",
      ],
      needs: ["4.8-lost-update"],
    },
    async ({ student }) => {
      const store = await storeOn(student, new SimDisk());
      const keys = [[1, 23], [12, 3], [123], [0xff], [0xfe], [0xc3, 0x28], []];
      const all: Transaction[] = [];
      for (const key of keys) {
        const transaction = await store.begin();
        await transaction.get(Uint8Array.from(key));
        await transaction.put(Uint8Array.from(key), bytesOf("1"));
        all.push(transaction);
      }
      const codes = await Promise.all(all.map((each) => codeOf(each.commit())));
      expect(codes, "commits of different keys").toEqual(keys.map(() => undefined));
      for (const value of ["1", "2", "3"]) {
        expect(await commitOf(store, { a: value }), "one after the other").toBeUndefined();
      }
      const [reader, aborted, loser] = [
        await store.begin(),
        await store.begin(),
        await store.begin(),
      ];
      await reader.get(bytesOf("b"));
      await aborted.put(bytesOf("b"), bytesOf("never"));
      await loser.put(bytesOf("b"), bytesOf("never"));
      await loser.get(bytesOf("a"));
      await aborted.abort();
      expect(await commitOf(store, { a: "4" })).toBeUndefined();
      expect(await codeOf(loser.commit())).toBe("WAL_CONFLICT");
      await reader.put(bytesOf("b"), bytesOf("1"));
      expect(await codeOf(reader.commit()), "nobody has changed b").toBeUndefined();
    },
  );

  check(
    "4.8-commits-under-way",
    {
      points: 3,
      rationale:
        "Between the check and the record lies a write. Whoever checks meanwhile sees nothing.",
      hints: [
        "Remember the keys that are on their way to the log, before the first `await`.",
        "Who began while a commit was under way has not seen it: that is a conflict, too.",
      ],
      needs: ["4.8-lost-update"],
    },
    async ({ interleavings }) => {
      await interleavings({
        exhaustiveUpTo: 4,
        runs: 4,
        run: async (start, disk) => {
          const store = await storeOn(await start(), disk);
          await commitOf(store, { count: "0" });
          const increments = [1, 2, 3].map(async () => {
            const transaction = await store.begin();
            const count = Number(await valueIn(transaction, "count"));
            await transaction.put(bytesOf("count"), bytesOf(`${count + 1}`));
            return codeOf(transaction.commit());
          });
          const [first, ...others] = await Promise.all(increments);
          expect([first, ...others], "three increments at once").toEqual([
            undefined,
            "WAL_CONFLICT",
            "WAL_CONFLICT",
          ]);
          const last = await store.begin();
          await last.put(bytesOf("count"), bytesOf("2"));
          const commit = underWay(last.commit());
          const late = await store.begin();
          expect(await valueIn(store, "count"), "while the commit is under way").toBe("1");
          expect(await valueIn(late, "count"), "in a transaction begun then").toBe("1");
          await commit;
          await late.put(bytesOf("seen"), bytesOf("1"));
          expect(await codeOf(late.commit()), "it has read what is old now").toBe("WAL_CONFLICT");
          expect(await valuesIn(store)).toEqual({ count: "2" });
        },
      });
    },
  );

  check(
    "4.8-one-after-the-other",
    {
      points: 3,
      rationale: "Whatever ran at once: it must be as if one had run after the other.",
      hints: [
        "In the order of the commits, each must have read what those before it left.",
        "A conflict must have a reason, and a reason must make a conflict.",
      ],
      needs: ["4.8-commits-under-way", "4.8-write-skew", "4.8-no-false-conflicts"],
    },
    async ({ student, restart, random }) => {
      const disk = new SimDisk();
      const store = await storeOn(student, disk);
      const history = new History();
      for (let round = 0; round < 25; round++) {
        const open = await Promise.all([1, 2, 3].map(() => Attempt.begin(store, history)));
        for (let step = 0; step < 7; step++) await open[random.below(3)]?.step(random);
        const commits = open.map((attempt) => attempt.commit());
        await Promise.all(commits);
      }
      expect(await valuesIn(store)).toEqual(history.values);
      const again = await storeOn(await restart(), disk.crash({ kind: "power", fates: "old" }));
      expect(await valuesIn(again), "after a restart").toEqual(history.values);
    },
  );
});
