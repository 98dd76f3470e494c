import type { JobEvent, WalRecord } from "@wal-labs/checksum";
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

const nothing = (): void => undefined;

/** A job queue that survives. The log must belong to it alone. */
export class Controller {
  readonly #log: SharedLog;
  readonly #manager: JobManager;
  readonly #options: ControllerOptions;
  /** By job, when the last of those who wait for it will be done. */
  readonly #turns = new Map<string, Promise<unknown>>();
  /** By job, when its last event was logged, if that was in this life. */
  readonly #loggedAt = new Map<string, number>();

  private constructor(log: SharedLog, manager: JobManager, options: ControllerOptions) {
    this.#log = log;
    this.#manager = manager;
    this.#options = options;
    for (const { id } of manager.jobs("in-flight")) this.#loggedAt.set(id, Date.now());
  }

  static open(log: SharedLog, options: ControllerOptions = {}): Promise<Controller> {
    const manager = new JobManager();
    const { snapshot, sequence } = log.checkpoint;
    return Promise.resolve()
      .then(() => manager.restore([...decodeRecords(snapshot)].map(asJobEvent), sequence))
      .then(() => log.replay((entry) => void manager.apply(entry), { after: sequence }))
      .then(() => new Controller(log, manager, options));
  }

  job(id: string): Job | undefined {
    return this.#manager.get(id);
  }

  jobs(state?: JobState): Job[] {
    return this.#manager.jobs(state);
  }

  enqueue(id: string, payload: Uint8Array): Promise<void> {
    const own = new Uint8Array(payload.length);
    own.set(payload);
    return this.#whenFree(id, () => {
      const isKnown = this.job(id) !== undefined;
      return isKnown ? undefined : this.#append({ type: "enqueue", jobId: id, payload: own });
    });
  }

  dispatch(): Promise<Job | undefined> {
    const next = this.jobs("pending").find((job) => !this.#turns.has(job.id) && this.#isDue(job));
    if (!next) return Promise.resolve(undefined);
    const { id } = next;
    return this.#whenFree(id, () =>
      this.#append({ type: "dispatch", jobId: id }).then(() => this.job(id)),
    );
  }

  ack(id: string): Promise<void> {
    return this.#whenFree(id, () => {
      const { state } = this.#existing(id);
      const isOver = state === "completed" || state === "dead";
      return isOver ? undefined : this.#append({ type: "ack", jobId: id });
    });
  }

  fail(id: string, reason: string): Promise<void> {
    return this.#whenFree(id, () => {
      const job = this.#existing(id);
      return job.state === "in-flight" ? this.#append(this.#failure(job, reason)) : undefined;
    });
  }

  expire(time: number = Date.now()): Promise<string[]> {
    const late = this.jobs("in-flight").filter((job) => this.#deadline(job) <= time);
    const failing = late.map(({ id }) =>
      this.#whenFree(id, () => {
        const job = this.#existing(id);
        if (job.state !== "in-flight" || this.#deadline(job) > time) return [];
        return this.#append(this.#failure(job, "timed out")).then(() => [id]);
      }),
    );
    return Promise.all(failing).then((ids) => ids.flat());
  }

  snapshot(): Promise<void> {
    const { lastSequence: sequence } = this.#manager;
    const snapshot = encodeRecords(this.#manager.snapshot());
    return this.#log
      .setCheckpoint({ sequence, snapshot })
      .then(() => this.#log.clean())
      .then(nothing);
  }

  /** Lets `decide` look when nobody before it changes the job any more; then the next one. */
  #whenFree<Result>(id: string, decide: () => Result | Promise<Result>): Promise<Result> {
    const before = this.#turns.get(id) ?? Promise.resolve();
    const turn: Promise<Result> = before
      .then(nothing, nothing)
      .then(decide)
      .finally(() => {
        if (this.#turns.get(id) === turn) this.#turns.delete(id);
      });
    this.#turns.set(id, turn);
    return turn;
  }

  #append(record: JobEvent): Promise<void> {
    return this.#log.append(record).then(({ sequence }) => {
      this.#manager.apply({ sequence, record });
      this.#loggedAt.set(record.jobId, Date.now());
    });
  }

  #failure({ id: jobId, attempts }: Job, reason: string): JobEvent {
    const { maxAttempts = 5 } = this.#options;
    return { type: attempts >= maxAttempts ? "dead" : "retry", jobId, reason };
  }

  #deadline({ id }: Job): number {
    const { timeoutMs = 30_000 } = this.#options;
    return (this.#loggedAt.get(id) ?? 0) + timeoutMs;
  }

  #isDue({ id, attempts }: Job): boolean {
    const { retryDelayMs = 0 } = this.#options;
    const since = this.#loggedAt.get(id);
    if (since === undefined || attempts === 0 || retryDelayMs === 0) return true;
    return since + retryDelayMs * 2 ** (attempts - 1) <= Date.now();
  }

  #existing(id: string): Job {
    const job = this.job(id);
    if (!job) throw new WalError("WAL_INVALID_ARGUMENT", `Nobody knows a job "${id}".`);
    return job;
  }
}

function asJobEvent(record: WalRecord): JobEvent {
  if ("jobId" in record) return record;
  throw new WalError("WAL_CORRUPTED", `The snapshot has a ${record.type}: no event of a job.`);
}
