/**
 * Yours to write on day 5: group commit, tools that look at a log, and measuring. The
 * [chapter](../chapters/day5-batching.md) says what each exercise asks for.
 *
 * @module @wal-labs/batching
 */
export * from "@wal-labs/batching";
