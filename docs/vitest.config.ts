import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** Samples show finished work, so a day's name leads to its solution. */
const solution = (slug: string) =>
  fileURLToPath(new URL(`../solutions/${slug}/src/index.ts`, import.meta.url));

export default defineConfig({
  resolve: {
    alias: {
      "@wal-labs/checksum": solution("day1-checksum"),
      "@wal-labs/replay": solution("day2-replay"),
      "@wal-labs/rotation": solution("day3-rotation"),
      "@wal-labs/concurrency": solution("day4-concurrency"),
      "@wal-labs/batching": solution("day5-batching"),
    },
  },
  test: { include: ["test/**/*.test.ts"] },
});
