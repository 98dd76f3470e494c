/**
 * Yours to write on day 2: torn or corrupt, recovery and replay. The
 * [chapter](../chapters/day2-replay.md) says what each exercise asks for.
 *
 * @module @wal-labs/replay
 */
export * from "@wal-labs/replay";
