/**
 * Given to you: the file system a log lives on, the errors, and the codec of the
 * [on-disk format](../format.md).
 *
 * @module @wal-labs/core
 */
export * from "@wal-labs/core";
