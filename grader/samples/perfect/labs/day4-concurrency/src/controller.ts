import type { JobEvent } from "@wal-labs/checksum";
import { WalError } from "@wal-labs/core";
import type { Job, JobState } from "./job.ts";
import { JobManager } from "./job-manager.ts";
import type { SharedLog } from "./shared-log.ts";
import { decodeRecords, encodeRecords } from "./snapshot.ts";

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
  readonly #log: SharedLog;
  readonly #manager: JobManager;
  readonly #timeoutMs: number;
  readonly #maxAttempts: number;
  readonly #retryDelayMs: number;
  /** The last change of each job about which something is under way. */
  readonly #changes = new Map<string, Promise<unknown>>();
  /** When each job in flight counts as lost. */
  readonly #deadlines = new Map<string, number>();
  /** When each job that was retried may be dispatched. */
  readonly #dueTimes = new Map<string, number>();

  private constructor(log: SharedLog, manager: JobManager, options: ControllerOptions) {
    const { timeoutMs = 30_000, maxAttempts = 5, retryDelayMs = 0 } = options;
    this.#log = log;
    this.#manager = manager;
    this.#timeoutMs = timeoutMs;
    this.#maxAttempts = maxAttempts;
    this.#retryDelayMs = retryDelayMs;
    for (const { id } of manager.jobs("in-flight")) {
      this.#deadlines.set(id, Date.now() + timeoutMs);
    }
  }

  /**
   * Brings the state back: the snapshot in the log's checkpoint, and the records after it.
   *
   * @throws as the log's `replay`; a `WalError` `WAL_CORRUPTED` when the snapshot is no controller's.
   * @exercise 4.5
   */
  static async open(log: SharedLog, options: ControllerOptions = {}): Promise<Controller> {
    const manager = new JobManager();
    const { snapshot, sequence } = log.checkpoint;
    manager.restore(jobEventsIn(snapshot), sequence);
    await log.replay((entry) => void manager.apply(entry), { after: sequence });
    return new Controller(log, manager, options);
  }

  /**
   * A job as it stands in the log; `undefined` when it was never enqueued. Durable, whatever it says.
   *
   * @exercise 4.5
   */
  job(id: string): Job | undefined {
    return this.#manager.get(id);
  }

  /**
   * The jobs in a state, or all of them, as `JobManager.jobs`.
   *
   * @exercise 4.5
   */
  jobs(state?: JobState): Job[] {
    return this.#manager.jobs(state);
  }

  /**
   * Accepts a job, whose payload is copied. Durable when it resolves. A job that is known already is
   * left as it is, and that is a success: whoever was not told the first time may ask twice.
   *
   * @throws as the log's `append`; then the job may or may not be there after a restart.
   * @exercise 4.5
   */
  async enqueue(id: string, payload: Uint8Array): Promise<void> {
    const copy = new Uint8Array(payload);
    await this.#inTurn(id, async () => {
      if (this.job(id)) return;
      await this.#record({ type: "enqueue", jobId: id, payload: copy });
    });
  }

  /**
   * Gives the caller the longest waiting job that is due, to be finished by {@link ack} or
   * {@link fail} before its deadline; `undefined` when there is none. A job is never given to two.
   *
   * @throws as the log's `append`.
   * @exercise 4.5
   */
  async dispatch(): Promise<Job | undefined> {
    const now = Date.now();
    for (const { id } of this.#manager.pending()) {
      if (this.#changes.has(id) || (this.#dueTimes.get(id) ?? 0) > now) continue;
      return this.#inTurn(id, async () => {
        await this.#record({ type: "dispatch", jobId: id });
        this.#dueTimes.delete(id);
        this.#deadlines.set(id, Date.now() + this.#timeoutMs);
        return this.job(id);
      });
    }
    return undefined;
  }

  /**
   * Notes that a job is done. Durable when it resolves. For a job that is completed or dead, changes
   * nothing.
   *
   * @throws a `WalError` `WAL_INVALID_ARGUMENT` when the job is unknown; else as the log's `append`.
   * @exercise 4.5
   */
  async ack(id: string): Promise<void> {
    await this.#inTurn(id, async () => {
      const { state } = this.#known(id);
      if (state === "completed" || state === "dead") return;
      await this.#record({ type: "ack", jobId: id });
      this.#dueTimes.delete(id);
      this.#deadlines.delete(id);
    });
  }

  /**
   * Notes that a try failed: the job will be tried again, or is dead when it was tried often enough.
   * Durable when it resolves. For a job that is not in flight, changes nothing.
   *
   * @throws as {@link ack}.
   * @exercise 4.5
   */
  async fail(id: string, reason: string): Promise<void> {
    await this.#inTurn(id, async () => {
      if (this.#known(id).state === "in-flight") await this.#fail(id, reason);
    });
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
    const isOver = (id: string) => (this.#deadlines.get(id) ?? Number.NaN) <= time;
    const ids = [...this.#deadlines.keys()].filter(isOver);
    const failing = ids.map((id) =>
      this.#inTurn(id, async () => {
        // It may have been finished, or given to somebody else, while this waited its turn.
        if (!isOver(id)) return [];
        await this.#fail(id, "timed out");
        return [id];
      }),
    );
    return (await Promise.all(failing)).flat();
  }

  /**
   * Keeps the whole state beside the log and removes the segments that are not needed any more. Other
   * calls go on meanwhile.
   *
   * @throws as the log's `setCheckpoint` and `clean`.
   * @exercise 4.6
   */
  async snapshot(): Promise<void> {
    const sequence = this.#manager.lastSequence;
    const snapshot = encodeRecords(this.#manager.snapshot());
    await this.#log.setCheckpoint({ sequence, snapshot });
    await this.#log.clean();
  }

  /** Fails a job in flight, in its turn. */
  async #fail(id: string, reason: string): Promise<void> {
    const { attempts } = this.#known(id);
    const type = attempts < this.#maxAttempts ? "retry" : "dead";
    await this.#record({ type, jobId: id, reason });
    this.#deadlines.delete(id);
    if (type === "dead") return;
    this.#dueTimes.set(id, Date.now() + this.#retryDelayMs * 2 ** (attempts - 1));
  }

  /** The log first, the state second (O1). */
  async #record(record: JobEvent): Promise<void> {
    const { sequence } = await this.#log.append(record);
    this.#manager.apply({ sequence, record });
  }

  /** Makes a change of a job when all those before it are done, however they ended. */
  #inTurn<Result>(id: string, change: () => Promise<Result>): Promise<Result> {
    const before = this.#changes.get(id);
    const changing: Promise<Result> = this.#after(before, change, () => {
      if (this.#changes.get(id) === changing) this.#changes.delete(id);
    });
    this.#changes.set(id, changing);
    return changing;
  }

  async #after<Result>(
    before: Promise<unknown> | undefined,
    change: () => Promise<Result>,
    whenDone: () => void,
  ): Promise<Result> {
    await before?.catch(() => undefined);
    try {
      return await change();
    } finally {
      whenDone();
    }
  }

  #known(id: string): Job {
    const job = this.job(id);
    if (!job) throw new WalError("WAL_INVALID_ARGUMENT", `There is no job "${id}".`);
    return job;
  }
}

function* jobEventsIn(snapshot: Uint8Array): Generator<JobEvent> {
  for (const record of decodeRecords(snapshot)) {
    if (!("jobId" in record)) {
      throw new WalError("WAL_CORRUPTED", `A ${record.type} is no event of a job.`);
    }
    yield record;
  }
}
