import type { KeyValueRecord } from "@wal-labs/checksum";
import { describe, expect } from "vitest";
import { samples } from "../sample-records.ts";
import { check } from "./check.ts";
import { abort, commit, OF_5, OF_7, OVERLAPPING, put, remove, within } from "./history.ts";

describe("Exercise 2.8: transactions", () => {
  check(
    "2.8-takes-effect-at-commit",
    {
      points: 2,
      rationale: "A transfer that takes without giving is worse than no transfer.",
      hints: [
        "Hold each change back, under its transaction's id, until that one commits.",
        "In the order they were logged: a put and then a delete leaves nothing.",
      ],
    },
    async ({ student, random }) => {
      const buffer = await new student.TransactionBuffer();
      const effects: KeyValueRecord[][] = [];
      for (const record of OVERLAPPING) effects.push([...(await buffer.add(record))]);
      const plain = [put("d", "plain")];
      expect(effects).toEqual([[], [], [], [], plain, [], [], OF_7, [], [], OF_5]);
      const events = samples(random).filter(({ type }) => !/put|delete|commit|abort/.test(type));
      for (const record of events) expect(await buffer.add(record)).toEqual([]);
    },
  );

  check(
    "2.8-forgets-what-is-over",
    {
      points: 1,
      rationale: "Ids may come again after a restart of the counter; what is over is over.",
      hints: ["Commit and abort both end a transaction: nothing of it is held any more."],
      needs: ["2.8-takes-effect-at-commit"],
    },
    async ({ student }) => {
      const buffer = await new student.TransactionBuffer();
      for (const end of [commit(7), abort(7)]) {
        await buffer.add(within(7, put("a", "first")));
        await buffer.add(end);
        await buffer.add(within(7, put("b", "second")));
        expect(await buffer.add(commit(7))).toEqual([put("b", "second")]);
      }
      expect(await buffer.add(commit(7)), "a transaction without a change").toEqual([]);
      expect(await buffer.unfinished).toEqual([]);
    },
  );

  check(
    "2.8-highest-id",
    {
      points: 1,
      rationale: "The next transaction gets a free id. One that is in the log is not free.",
      hints: ["Every record with an id counts: unfinished and aborted transactions, too."],
      needs: ["2.8-takes-effect-at-commit"],
    },
    async ({ student, random }) => {
      const ids = [];
      const buffer = await new student.TransactionBuffer();
      const log = [within(3, put("a", "")), abort(8), commit(2), within(11, remove("a"))];
      for (const record of log) {
        await buffer.add(record);
        ids.push(await buffer.highestId);
      }
      expect(ids).toEqual([3, 8, 8, 11]);
      await buffer.add(within(4, put("b", "")));
      expect(await buffer.unfinished, "in the order they began").toEqual([3, 11, 4]);
      const other = samples(random).filter((record) => !("transactionId" in record));
      const untouched = await new student.TransactionBuffer();
      for (const record of other) await untouched.add(record);
      expect([await untouched.highestId, await untouched.unfinished]).toEqual([0, []]);
    },
  );
});
