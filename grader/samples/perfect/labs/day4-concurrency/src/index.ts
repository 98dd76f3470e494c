/**
 * Day 4: one log that many write at once, a job queue on it, and transactions.
 *
 * @module
 */
export { ConcurrentLog, type ConcurrentLogOptions } from "./concurrent-log.ts";
export { Controller, type ControllerOptions } from "./controller.ts";
export { eventsOf, type Job, type JobState, jobAfter } from "./job.ts";
export { JobManager } from "./job-manager.ts";
export { acquireLock, type Lock, type LockOptions, type LockOwner } from "./lock.ts";
export { SerialQueue } from "./serial-queue.ts";
export type { SharedLog } from "./shared-log.ts";
export { decodeRecords, encodeRecords } from "./snapshot.ts";
export { Transaction, type TransactionHome } from "./transaction.ts";
export { TransactionStore } from "./transaction-store.ts";
