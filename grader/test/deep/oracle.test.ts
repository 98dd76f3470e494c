import { Journal } from "@wal-labs/core/sim";
import { describe, expect, test } from "vitest";
import { labelRead, recordOf } from "../../src/deep/labelled-records.ts";
import { assertKept, expectedOf, foundLabel } from "../../src/deep/oracle.ts";

describe("What a journal expects", () => {
  test("is all that was acknowledged, and perhaps what was attempted after it", () => {
    expect(expectedOf(journal("a+", "b+", "b!", "c+"))).toEqual({ must: ["a", "b"], may: ["c"] });
  });

  test("is what a recovery found, and nothing that it did not find", () => {
    const found = `${foundLabel(2)}!`;
    const expected = expectedOf(journal("a+", "a!", "b+", "c+", found, "d+"));
    expect(expected).toEqual({ must: ["a", "b"], may: ["d"] });
  });
});

describe("The oracle", () => {
  const expected = { must: ["a", "b"], may: ["c", "d"] };

  test.each([["a b"], ["a b c"], ["a b c d"]])("takes %s", (found) => {
    assertKept(found.split(" "), expected);
  });

  test.each([
    ["a", /"b" was promised and is gone/],
    ["b a", /"a" was promised and became "b"/],
    ["a b d", /"d" was recovered/],
    ["a b c d e", /"e" was recovered/],
  ])("refuses %s", (found, message) => {
    expect(() => assertKept(found.split(" "), expected)).toThrow(message);
  });
});

describe("A labelled record", () => {
  test("tells its label", () => {
    expect(labelRead(recordOf("3:1500"))).toBe("3:1500");
  });

  test("is known to be damaged by any byte", () => {
    const { key, value } = recordOf("3:1500");
    const damaged = value.with(1499, (value[1499] ?? 0) ^ 1);
    expect(() => labelRead({ key, value: damaged })).toThrow(/other bytes/);
  });
});

/** `"a+"` attempts a, `"a!"` acknowledges it. */
function journal(...said: string[]): Journal {
  const journal = new Journal({ log: [] });
  for (const word of said) {
    const label = word.slice(0, -1);
    if (word.endsWith("!")) journal.acknowledge(label);
    else journal.attempt(label);
  }
  return journal;
}
