import { describe, expect } from "vitest";
import { check, range } from "./check.ts";

const NOTHING = new Uint8Array(0);

describe("Exercise 2.7: the memtable", () => {
  check(
    "2.7-memtable",
    {
      points: 1,
      rationale: "What a log amounts to: the last word on each key.",
      hints: [
        "A put replaces, a delete removes, and `size` counts the keys that have a value.",
        "Deleting what is not there is no error.",
      ],
    },
    async ({ student, random }) => {
      const table = await new student.Memtable();
      const [key, other, absent] = ["apple", "pear", "plum"].map((name) =>
        new TextEncoder().encode(name),
      ) as [Uint8Array, Uint8Array, Uint8Array];
      const [first, second] = [random.bytes(9), random.bytes(3)];
      await table.apply({ type: "delete", key: absent });
      await table.apply({ type: "put", key, value: random.bytes(4) });
      await table.apply({ type: "put", key: other, value: first });
      await table.apply({ type: "put", key, value: second });
      expect([await table.get(key), await table.get(other)]).toEqual([second, first]);
      expect(await table.size).toBe(2);
      await table.apply({ type: "delete", key: other });
      await table.apply({ type: "delete", key: other });
      expect(await table.get(other)).toBeUndefined();
      expect(await table.get(absent)).toBeUndefined();
      expect(await table.entries()).toEqual([[key, second]]);
      expect(await table.size).toBe(1);
    },
  );

  check(
    "2.7-empty-values",
    {
      points: 1,
      rationale: "A value of no bytes and no value at all are two things.",
      hints: ["An empty array is a value: `get` gives it, and `entries` has it."],
      needs: ["2.7-memtable"],
    },
    async ({ student }) => {
      const table = await new student.Memtable();
      const key = new TextEncoder().encode("apple");
      await table.apply({ type: "put", key, value: NOTHING });
      await table.apply({ type: "put", key: NOTHING, value: NOTHING });
      expect(await table.get(key)).toEqual(NOTHING);
      expect(await table.get(NOTHING)).toEqual(NOTHING);
      const entries = [
        [NOTHING, NOTHING],
        [key, NOTHING],
      ];
      expect(await table.entries()).toEqual(entries);
    },
  );

  check(
    "2.7-keys-are-bytes",
    {
      points: 1,
      rationale: "Keys are bytes, not text: two that look alike as text are two keys all the same.",
      hints: [
        "Bytes from 128 on: does each of them survive the way into your map, and back?",
        "A key comes after each of its prefixes: 1, then 1 0, then 1 1, then 2.",
      ],
      needs: ["2.7-memtable"],
    },
    async ({ student, random }) => {
      const keys = [
        ...range(0, 255).map((byte) => Uint8Array.of(byte)),
        ...[
          [1, 0],
          [1, 1],
          [1, 1, 0],
          [127, 255],
          [255, 0],
          [255, 255],
          [0xc3, 0xa4],
        ].map((key) => Uint8Array.from(key)),
      ];
      const table = await new student.Memtable();
      const shuffled = [...keys].sort(() => random.below(3) - 1);
      for (const key of shuffled) await table.apply({ type: "put", key, value: key });
      expect(await table.size).toBe(keys.length);
      const sorted = [...keys].sort(Buffer.compare).map((key) => [key, key]);
      expect(await table.entries()).toEqual(sorted);
    },
  );

  check(
    "2.7-owns-its-bytes",
    {
      points: 1,
      rationale: "The caller reads the next record into the same buffer, and all values change.",
      hints: ["Copy what you keep: value and key."],
      needs: ["2.7-memtable"],
    },
    async ({ reusing, random }) => {
      const table = await new reusing.Memtable();
      const [key, value] = [random.bytes(5), random.bytes(8)];
      await table.apply({ type: "put", key, value });
      expect(await table.get(key)).toEqual(value);
      expect(await table.entries()).toEqual([[key, value]]);
    },
  );
});
