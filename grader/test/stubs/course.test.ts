import { expect, test } from "vitest";
import { findStubChanges } from "../../src/stubs/stub-changes.ts";

test("the committed labs are what their solutions give (else: npm run stubs)", async () => {
  const changes = await findStubChanges();
  expect(changes.map(({ path }) => path)).toEqual([]);
});
