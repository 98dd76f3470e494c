import { expect, test } from "vitest";
import { slowdownOf } from "../../src/judge/pace.ts";

test("a machine is never taken for faster than the limits allow for, nor for slower than eight times", () => {
  expect([1, 400, 401, 1000, 3200, 1e9].map(slowdownOf)).toEqual([1, 1, 1.1, 2.5, 8, 8]);
});
