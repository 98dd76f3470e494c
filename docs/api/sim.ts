/**
 * Given to you: the simulated disk, and the explorer that cuts its power after every call. What it
 * does and does not model is in the [crash model](../crash-model.md).
 *
 * @module @wal-labs/core/sim
 */
export * from "@wal-labs/core/sim";
