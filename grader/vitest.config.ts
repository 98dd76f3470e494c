import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { referenceAliases } from "./src/course/reference-aliases.ts";

/** The grader's own tests. The hidden suites are run by the judge, never by this. */
export default defineConfig({
  resolve: { alias: referenceAliases() },
  test: {
    include: ["test/**/*.test.ts"],
    // It imports JSON as only bundlers do.
    server: { deps: { inline: ["@actions/workflow-parser"] } },
    // Most of them wait for processes of their own: one worker less than cores would leave cores idle.
    maxWorkers: availableParallelism() + 1,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
