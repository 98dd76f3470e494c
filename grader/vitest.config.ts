import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const reference = new URL("../solutions/day1-checksum/src/index.ts", import.meta.url);

/** The grader's own tests. The hidden suites are run by the judge, never by this. */
export default defineConfig({
  resolve: { alias: { "@wal-labs/checksum": fileURLToPath(reference) } },
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
