/**
 * Yours to write on day 4: one log that many write at once, a job queue on it, and transactions. The
 * [chapter](../chapters/day4-concurrency.md) says what each exercise asks for.
 *
 * @module @wal-labs/concurrency
 */
export * from "@wal-labs/concurrency";
