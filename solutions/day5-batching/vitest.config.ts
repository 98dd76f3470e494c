import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The lab's public tests, run on the solution. */
export default defineConfig({
  root: here("../../labs/day5-batching"),
  resolve: {
    alias: {
      "@wal-labs/checksum": here("../day1-checksum/src/index.ts"),
      "@wal-labs/replay": here("../day2-replay/src/index.ts"),
      "@wal-labs/rotation": here("../day3-rotation/src/index.ts"),
      "@wal-labs/concurrency": here("../day4-concurrency/src/index.ts"),
      "@wal-labs/batching": here("./src/index.ts"),
    },
  },
  test: {
    include: ["test/**/*.test.ts"],
    pool: "threads",
    isolate: false,
    // A test that starts the command has the solution behind it too.
    env: { TSX_TSCONFIG_PATH: here("./tsconfig.json") },
  },
});
