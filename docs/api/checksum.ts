/**
 * Yours to write on day 1: records, checksums, errors that carry the facts, and a log in one file.
 * The [chapter](../chapters/day1-checksum.md) says what each exercise asks for.
 *
 * @module @wal-labs/checksum
 */
export * from "@wal-labs/checksum";
