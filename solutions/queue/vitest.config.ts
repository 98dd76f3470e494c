import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The tests of the job queue, on the solutions. */
export default defineConfig({
  root: here("../../labs/queue"),
  resolve: {
    alias: {
      "@wal-labs/checksum": here("../day1-checksum/src/index.ts"),
      "@wal-labs/replay": here("../day2-replay/src/index.ts"),
      "@wal-labs/rotation": here("../day3-rotation/src/index.ts"),
      "@wal-labs/concurrency": here("../day4-concurrency/src/index.ts"),
      "@wal-labs/batching": here("../day5-batching/src/index.ts"),
    },
  },
  test: {
    include: ["test/**/*.test.ts"],
    pool: "threads",
    isolate: false,
    // A test that starts the command has the solutions behind it too.
    env: { TSX_TSCONFIG_PATH: here("./tsconfig.json") },
  },
});
