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
  /** By job: settles when nothing about it is on its way to the log. */
  readonly #underWay = new Map<string, Promise<unknown>>();
  /** By job: in flight, when it counts as lost; pending, when it is due. */
  readonly #times = new Map<string, number>();

  private constructor(log: SharedLog, manager: JobManager, options: ControllerOptions) {
    this.#log = log;
    this.#manager = manager;
    this.#timeoutMs = options.timeoutMs ?? 30_000;
    this.#maxAttempts = options.maxAttempts ?? 5;
    this.#retryDelayMs = options.retryDelayMs ?? 0;
    const deadline = Date.now() + this.#timeoutMs;
    for (const { id } of manager.jobs("in-flight")) this.#times.set(id, deadline);
  }

  /**
   * Brings the state back: the snapshot in the log's checkpoint, and the records after it.
   *
   * @throws as the log's `replay`; a `WalError` `WAL_CORRUPTED` when the snapshot is no controller's.
   * @exercise 4.5
   */
  static async open(log: SharedLog, options: ControllerOptions = {}): Promise<Controller> {
    const { sequence, snapshot } = log.checkpoint;
    const manager = new JobManager();
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
    const event: JobEvent = { type: "enqueue", jobId: id, payload: payload.slice() };
    await this.#change(id, (job) => (job ? undefined : event));
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
      if (this.#underWay.has(id) || (this.#times.get(id) ?? 0) > now) continue;
      await this.#change(id, () => ({ type: "dispatch", jobId: id }));
      return this.#manager.get(id);
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
    await this.#changeKnown(id, (job) => (isOpen(job) ? { type: "ack", jobId: id } : undefined));
  }

  /**
   * Notes that a try failed: the job will be tried again, or is dead when it was tried often enough.
   * Durable when it resolves. For a job that is not in flight, changes nothing.
   *
   * @throws as {@link ack}.
   * @exercise 4.5
   */
  async fail(id: string, reason: string): Promise<void> {
    await this.#changeKnown(id, ({ state, attempts }) => {
      if (state !== "in-flight") return undefined;
      if (attempts >= this.#maxAttempts) return { type: "dead", jobId: id, reason };
      return { type: "retry", jobId: id, reason };
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
    const inFlight = this.#manager.jobs("in-flight").map(({ id }) => id);
    const late = inFlight.filter((id) => (this.#times.get(id) ?? 0) <= time);
    await Promise.all(late.map((id) => this.fail(id, "timed out")));
    return late;
  }

  /**
   * Keeps the whole state beside the log and removes the segments that are not needed any more. Other
   * calls go on meanwhile.
   *
   * @throws as the log's `setCheckpoint` and `clean`.
   * @exercise 4.6
   */
  async snapshot(): Promise<void> {
    // Taken in one go: the state and the sequence it has come to belong together.
    const { lastSequence: sequence } = this.#manager;
    const snapshot = encodeRecords(this.#manager.snapshot());
    await this.#log.setCheckpoint({ sequence, snapshot });
    await this.#log.clean(); // O5: only now.
  }

  /**
   * Decides about a job once nothing about it is under way, and logs what was decided: the log first,
   * the state second.
   */
  async #change(id: string, decide: (job?: Job) => JobEvent | undefined): Promise<void> {
    const before = this.#underWay.get(id);
    const change = (async () => {
      await before?.catch(() => undefined);
      const event = decide(this.#manager.get(id));
      if (!event) return;
      const { sequence } = await this.#log.append(event);
      this.#manager.apply({ sequence, record: event });
      // At once: whoever sees the job in flight must find a deadline.
      this.#noteTime(event);
    })();
    this.#underWay.set(id, change);
    try {
      await change;
    } finally {
      if (this.#underWay.get(id) === change) this.#underWay.delete(id);
    }
  }

  #noteTime({ type, jobId }: JobEvent): void {
    const { attempts = 0 } = this.#manager.get(jobId) ?? {};
    const delayMs = this.#retryDelayMs * 2 ** (attempts - 1);
    if (type === "dispatch") this.#times.set(jobId, Date.now() + this.#timeoutMs);
    else if (type === "retry") this.#times.set(jobId, Date.now() + delayMs);
    else this.#times.delete(jobId);
  }

  async #changeKnown(id: string, decide: (job: Job) => JobEvent | undefined): Promise<void> {
    await this.#change(id, (job) => {
      if (job) return decide(job);
      throw new WalError("WAL_INVALID_ARGUMENT", `There is no job "${id}".`);
    });
  }
}

function isOpen({ state }: Job): boolean {
  return state === "pending" || state === "in-flight";
}

function* jobEventsIn(snapshot: Uint8Array): Generator<JobEvent> {
  for (const record of decodeRecords(snapshot)) {
    if (!("jobId" in record)) {
      throw new WalError("WAL_CORRUPTED", `A ${record.type} in the snapshot is no job's.`);
    }
    yield record;
  }
}
