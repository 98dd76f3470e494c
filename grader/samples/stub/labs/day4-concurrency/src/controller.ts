import { NotImplementedError } from "@wal-labs/core";
import type { Job, JobState } from "./job.ts";
import type { SharedLog } from "./shared-log.ts";

/** How to open a {@link Controller}. Times are in milliseconds. */
export interface ControllerOptions {
  /** How long a job may be in flight before it counts as lost. Default 30 s. */
  readonly timeoutMs?: number | undefined;
  /** How often a job is tried before it is dead. Default 5. */
  readonly maxAttempts?: number | undefined;
  /** How long a job waits before its first retry; twice as long for each one after. Default 0. */
  readonly retryDelayMs?: number | undefined;
}

/**
 * A job queue that survives. Each change is in the log before it is in the state (O1), so nobody ever
 * sees a state that a crash could take back. The log must belong to it alone.
 *
 * Any number of callers may use it at once. Changes of one job wait for each other; those of different
 * jobs do not.
 *
 * Deadlines are not in the log: after a restart, a job in flight gets its whole time again.
 */
export class Controller {
  /**
   * Brings the state back: the snapshot in the log's checkpoint, and the records after it.
   *
   * @throws as the log's `replay`; a `WalError` `WAL_CORRUPTED` when the snapshot is no controller's.
   * @exercise 4.5
   */
  static async open(log: SharedLog, options: ControllerOptions = {}): Promise<Controller> {
    throw new NotImplementedError("4.5");
  }

  /**
   * A job as it stands in the log; `undefined` when it was never enqueued. Durable, whatever it says.
   *
   * @exercise 4.5
   */
  job(id: string): Job | undefined {
    throw new NotImplementedError("4.5");
  }

  /**
   * The jobs in a state, or all of them, as `JobManager.jobs`.
   *
   * @exercise 4.5
   */
  jobs(state?: JobState): Job[] {
    throw new NotImplementedError("4.5");
  }

  /**
   * Accepts a job, whose payload is copied. Durable when it resolves. A job that is known already is
   * left as it is, and that is a success: whoever was not told the first time may ask twice.
   *
   * @throws as the log's `append`; then the job may or may not be there after a restart.
   * @exercise 4.5
   */
  async enqueue(id: string, payload: Uint8Array): Promise<void> {
    throw new NotImplementedError("4.5");
  }

  /**
   * Gives the caller the longest waiting job that is due, to be finished by {@link ack} or
   * {@link fail} before its deadline; `undefined` when there is none. A job is never given to two.
   *
   * @throws as the log's `append`.
   * @exercise 4.5
   */
  async dispatch(): Promise<Job | undefined> {
    throw new NotImplementedError("4.5");
  }

  /**
   * Notes that a job is done. Durable when it resolves. For a job that is completed or dead, changes
   * nothing.
   *
   * @throws a `WalError` `WAL_INVALID_ARGUMENT` when the job is unknown; else as the log's `append`.
   * @exercise 4.5
   */
  async ack(id: string): Promise<void> {
    throw new NotImplementedError("4.5");
  }

  /**
   * Notes that a try failed: the job will be tried again, or is dead when it was tried often enough.
   * Durable when it resolves. For a job that is not in flight, changes nothing.
   *
   * @throws as {@link ack}.
   * @exercise 4.5
   */
  async fail(id: string, reason: string): Promise<void> {
    throw new NotImplementedError("4.5");
  }

  /**
   * Fails every job in flight whose deadline is at or before `time`, and resolves with their ids.
   * `Infinity` fails them all: what a program does at its start, whose workers cannot be alive.
   *
   * @param time in milliseconds since 1970; now unless told otherwise.
   * @throws as {@link fail}.
   * @exercise 4.5
   */
  async expire(time: number = Date.now()): Promise<string[]> {
    throw new NotImplementedError("4.5");
  }

  /**
   * Keeps the whole state beside the log and removes the segments that are not needed any more. Other
   * calls go on meanwhile.
   *
   * @throws as the log's `setCheckpoint` and `clean`.
   * @exercise 4.6
   */
  async snapshot(): Promise<void> {
    throw new NotImplementedError("4.6");
  }
}
