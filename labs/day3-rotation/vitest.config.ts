import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts", "tests/**/*.test.ts"],
    // One thread for all files, and transforms kept between runs: the answer comes at once.
    pool: "threads",
    isolate: false,
    fileParallelism: false,
    experimental: { fsModuleCache: true },
  },
});
