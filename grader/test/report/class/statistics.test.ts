import { describe, expect, test } from "vitest";
import { BIN_NAMES, binsOf, spreadOf } from "../../../src/report/class/statistics.ts";

describe("spreadOf", () => {
  test("gives mean, median and quartiles as a spreadsheet does", () => {
    expect(spreadOf([40, 10, 30, 20])).toEqual({
      mean: 25,
      lowerQuartile: 17.5,
      median: 25,
      upperQuartile: 32.5,
    });
  });

  test("gives one number for all when there is only one", () => {
    const [mean, lowerQuartile, median, upperQuartile] = [7, 7, 7, 7];
    expect(spreadOf([7])).toEqual({ mean, lowerQuartile, median, upperQuartile });
  });

  test("says nothing of nobody", () => {
    expect(spreadOf([])).toBeUndefined();
  });
});

describe("binsOf", () => {
  test("puts every percent into the bin that names it", () => {
    for (let percent = 0; percent <= 100; percent++) {
      const name = BIN_NAMES[binsOf([percent / 100]).indexOf(1)] ?? "";
      const [from = 0, to = from] = name.split("–").map(Number);
      expect(percent).toBeGreaterThanOrEqual(from);
      expect(percent).toBeLessThanOrEqual(to);
    }
  });

  test("keeps all points apart from nearly all", () => {
    expect(binsOf([1, 0.9999, 1.2]).slice(-2)).toEqual([1, 2]);
  });
});
