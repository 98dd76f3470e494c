/**
 * What `vitest` means to a student's tests: vitest's own runner and assertions, and the part of `vi`
 * that needs nothing of Node.
 *
 * @module
 */
import { fn, restoreAllMocks, spyOn } from "@vitest/spy";

export { chai } from "@vitest/expect";
export {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  it,
  onTestFailed,
  onTestFinished,
  suite,
  test,
} from "@vitest/runner";
export { assert } from "chai";
export { expect } from "./expect.ts";
export { runFiles } from "./run-files.ts";

export const vi = { fn, spyOn, restoreAllMocks };
