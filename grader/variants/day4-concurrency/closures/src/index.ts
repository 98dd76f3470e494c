/**
 * Day 4: one log that many write at once, a job queue on it, and transactions.
 *
 * @module
 */

export { Controller, type ControllerOptions } from "./jobs/controller.ts";
export { JobManager } from "./jobs/job-book.ts";
export { eventsOf, type Job, type JobState, jobAfter } from "./jobs/job-table.ts";
export { ConcurrentLog, type ConcurrentLogOptions } from "./log/concurrent-log.ts";
export { acquireLock, type Lock, type LockOptions, type LockOwner } from "./log/flags.ts";
export { SerialQueue } from "./log/queue.ts";
export type { SharedLog } from "./log/shared-log.ts";
export { decodeRecords, encodeRecords } from "./record-bytes.ts";
export { TransactionStore } from "./values/store.ts";
export { Transaction, type TransactionHome } from "./values/transaction.ts";
