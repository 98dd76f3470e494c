/**
 * Yours to write on day 3: one log in many segments, checkpoints, and a cleaner. The
 * [chapter](../chapters/day3-rotation.md) says what each exercise asks for.
 *
 * @module @wal-labs/rotation
 */
export * from "@wal-labs/rotation";
