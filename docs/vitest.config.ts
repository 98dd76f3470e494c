import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

// Samples show finished work, so the day's name leads to its solution.
const checksum = fileURLToPath(new URL("../solutions/day1-checksum/src/index.ts", import.meta.url));

export default defineConfig({
  resolve: { alias: { "@wal-labs/checksum": checksum } },
  test: { include: ["test/**/*.test.ts"] },
});
