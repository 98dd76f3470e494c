import type { Entry } from "@wal-labs/checksum";
import { describe, expect } from "vitest";
import { samples } from "../sample-records.ts";
import { check } from "./check.ts";

const NOTHING = new Uint8Array(0);

describe("Exercise 2.7: pages", () => {
  check(
    "2.7-pages",
    {
      points: 1,
      rationale: "The ground: a put adds to the end of its page, a delete empties it.",
      hints: [
        "The key is the page's id, in UTF-8. `apply` tells whether it did anything.",
        "Only a plain put or delete changes a page.",
      ],
    },
    async ({ student, random }) => {
      const pages = await new student.Pages();
      const applied = [];
      for (const entry of [put(1, "a", "one"), put(2, "ä", "x"), put(3, "a", " two")]) {
        applied.push(await pages.apply(entry));
      }
      expect(applied).toEqual([true, true, true]);
      expect(await pages.read("a")).toEqual(bytes("one two"));
      expect(await pages.read("ä")).toEqual(bytes("x"));
      expect(await pages.read("never written")).toEqual(NOTHING);
      expect(await pages.apply(remove(4, "a"))).toBe(true);
      expect(await pages.read("a")).toEqual(NOTHING);
      expect(await pages.apply(put(5, "a", "new"))).toBe(true);
      expect(await pages.read("a")).toEqual(bytes("new"));
      const others = samples(random).filter(({ type }) => type !== "put" && type !== "delete");
      for (const record of others) {
        expect(await pages.apply({ sequence: 9, timestampMs: 0, record })).toBe(false);
      }
    },
  );

  check(
    "2.7-at-most-once",
    {
      points: 2,
      rationale:
        "The log is replayed from a little before the snapshot. What is in it must not double.",
      hints: [
        "A page takes a record only if its sequence is above the last one that the page took.",
        "Each page by itself: one of them may be further than the next.",
      ],
      needs: ["2.7-pages"],
    },
    async ({ student }) => {
      const pages = await new student.Pages();
      const log = [put(1, "a", "1"), put(2, "b", "2"), put(3, "a", "3"), put(4, "b", "4")];
      for (const entry of log) await pages.apply(entry);
      for (const entry of log) expect(await pages.apply(entry), "applied again").toBe(false);
      expect(await pages.read("a")).toEqual(bytes("13"));
      expect(await pages.read("b")).toEqual(bytes("24"));
      expect(await pages.apply(put(3, "c", "late")), "a page with nothing yet").toBe(true);
      expect(await pages.apply(put(4, "a", "+")), "a page at 3 takes 4").toBe(true);
      expect(await pages.apply(remove(4, "b")), "a page at 4 takes 4").toBe(false);
      expect(await pages.read("b")).toEqual(bytes("24"));
    },
  );

  check(
    "2.7-snapshot",
    {
      points: 2,
      rationale:
        "Pages are written out one after the other, so each is of its own moment. Replaying the " +
        "whole log brings all of them to the same.",
      hints: [
        "A page and its sequence belong together, in the snapshot too.",
        "An emptied page is still a page: without its sequence, the old puts come back.",
      ],
      needs: ["2.7-at-most-once"],
    },
    async ({ student, restart }) => {
      const log = [put(1, "a", "1"), put(2, "b", "2"), remove(3, "a"), put(4, "b", "4")];
      const pages = await new student.Pages();
      const taken = [];
      for (const entry of log) {
        await pages.apply(entry);
        taken.push(new Map(await pages.snapshot()));
      }
      const mixed = [
        ["a", taken[2]?.get("a")],
        ["b", taken[1]?.get("b")],
      ] as Awaited<ReturnType<typeof pages.snapshot>>;
      expect(mixed).toEqual([
        ["a", { bytes: NOTHING, sequence: 3 }],
        ["b", { bytes: bytes("2"), sequence: 2 }],
      ]);
      const { Pages } = await restart();
      const again = await new Pages(mixed);
      const applied = [];
      for (const entry of log) applied.push(await again.apply(entry));
      expect(applied).toEqual([false, false, false, true]);
      expect(await again.read("a")).toEqual(NOTHING);
      expect(await again.read("b")).toEqual(bytes("24"));
    },
  );
});

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function put(sequence: number, id: string, text: string): Entry {
  const record = { type: "put", key: bytes(id), value: bytes(text) } as const;
  return { sequence, timestampMs: 0, record };
}

function remove(sequence: number, id: string): Entry {
  return { sequence, timestampMs: 0, record: { type: "delete", key: bytes(id) } };
}
