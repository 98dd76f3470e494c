import { describe, expect, test } from "vitest";
import { DEEP_PROGRAMS, tryOrders } from "../../src/deep/deep-interleavings.ts";

/** Tries more: `npm run check:deep`. */
const ORDERS = { exhaustiveUpTo: 60, runs: 60, seed: 1 };

describe("The reference, in any order of its disk operations", () => {
  test.each(DEEP_PROGRAMS)("does the same: $name", async (program) => {
    const { interleavings, violation } = await tryOrders(program, ORDERS);
    expect(violation?.message).toBeUndefined();
    expect(interleavings).toBeGreaterThan(1);
  });
});
