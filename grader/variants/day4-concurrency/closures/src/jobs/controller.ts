import type { JobEvent } from "@wal-labs/checksum";
import { WalError } from "@wal-labs/core";
import { makeQueue, type Queue } from "../log/queue.ts";
import type { SharedLog } from "../log/shared-log.ts";
import { decodeRecords, encodeRecords } from "../record-bytes.ts";
import { JobManager } from "./job-book.ts";
import type { Job, JobState } from "./job-table.ts";

/** How to open a {@link Controller}. Times are in milliseconds. */
export interface ControllerOptions {
  /** How long a job may be in flight before it counts as lost. Default 30 s. */
  readonly timeoutMs?: number | undefined;
  /** How often a job is tried before it is dead. Default 5. */
  readonly maxAttempts?: number | undefined;
  /** How long a job waits before its first retry; twice as long for each one after. Default 0. */
  readonly retryDelayMs?: number | undefined;
}

type Desk = ReturnType<typeof makeDesk>;

/** Where jobs are decided on: for each job, one decision at a time. */
function makeDesk(log: SharedLog, manager: JobManager, options: ControllerOptions) {
  const { timeoutMs = 30_000, maxAttempts = 5, retryDelayMs = 0 } = options;
  const lines = new Map<string, { readonly queue: Queue; people: number }>();
  /** Of a job in flight, its deadline; of a waiting one, when it is due. */
  const times = new Map<string, number>();

  const noteTime = ({ id, state, attempts }: Job) => {
    const now = Date.now();
    times.delete(id);
    if (state === "in-flight") times.set(id, now + timeoutMs);
    if (state === "pending" && attempts > 0) {
      times.set(id, now + retryDelayMs * 2 ** (attempts - 1));
    }
  };

  const inTurn = async <Result>(id: string, decide: () => Promise<Result>): Promise<Result> => {
    const line = lines.get(id) ?? { queue: makeQueue(), people: 0 };
    lines.set(id, line);
    line.people++;
    return line.queue.run(async () => {
      try {
        return await decide();
      } finally {
        line.people--;
        if (line.people === 0) lines.delete(id);
      }
    });
  };

  /** O1: what is not in the log does not become a state. */
  const happen = async (record: JobEvent): Promise<Job> => {
    const { sequence } = await log.append(record);
    manager.apply({ sequence, record });
    const job = known(record.jobId);
    noteTime(job);
    return job;
  };

  const known = (jobId: string): Job => {
    const job = manager.get(jobId);
    if (job) return job;
    throw new WalError("WAL_INVALID_ARGUMENT", `Job ${jobId} was never enqueued.`);
  };

  const giveUp = ({ id: jobId, attempts }: Job, reason: string) =>
    happen({ type: attempts < maxAttempts ? "retry" : "dead", jobId, reason });

  const isLate = ({ id, state }: Job, now: number) =>
    state === "in-flight" && (times.get(id) ?? 0) <= now;

  for (const job of manager.jobs("in-flight")) noteTime(job);

  return {
    enqueue(jobId: string, payload: Uint8Array) {
      const event: JobEvent = { type: "enqueue", jobId, payload: Uint8Array.from(payload) };
      return inTurn(jobId, async () => {
        if (!manager.get(jobId)) await happen(event);
      });
    },
    async dispatch(): Promise<Job | undefined> {
      const now = Date.now();
      const isFree = ({ id }: Job) => !lines.has(id) && !((times.get(id) ?? 0) > now);
      for (const job of manager.pending()) {
        if (!isFree(job)) continue;
        return inTurn(job.id, () => happen({ type: "dispatch", jobId: job.id }));
      }
      return undefined;
    },
    ack: (jobId: string) =>
      inTurn(jobId, async () => {
        const isOpen = ["pending", "in-flight"].includes(known(jobId).state);
        if (isOpen) await happen({ type: "ack", jobId });
      }),
    fail: (jobId: string, reason: string) =>
      inTurn(jobId, async () => {
        const job = known(jobId);
        if (job.state === "in-flight") await giveUp(job, reason);
      }),
    async expire(now: number): Promise<string[]> {
      const late = manager.jobs("in-flight").filter((job) => isLate(job, now));
      const failed: string[] = [];
      const failing = late.map(({ id }) =>
        inTurn(id, async () => {
          const job = known(id);
          // Perhaps it was acknowledged while we stood in its line, or somebody new has it.
          if (!isLate(job, now)) return;
          await giveUp(job, "timed out");
          failed.push(id);
        }),
      );
      for (const end of await Promise.allSettled(failing)) {
        if (end.status === "rejected") throw end.reason;
      }
      return failed;
    },
    async snapshot(): Promise<void> {
      const events = manager.snapshot();
      const sequence = manager.lastSequence;
      await log.setCheckpoint({ sequence, snapshot: encodeRecords(events) });
      await log.clean();
    },
  };
}

function isJobEvent(record: { readonly type: string }): record is JobEvent {
  return ["enqueue", "dispatch", "ack", "retry", "dead"].includes(record.type);
}

function eventsIn(snapshot: Uint8Array): JobEvent[] {
  return Array.from(decodeRecords(snapshot), (record) => {
    if (isJobEvent(record)) return record;
    throw new WalError("WAL_CORRUPTED", `This snapshot is no job queue's: ${record.type}.`);
  });
}

/** A job queue that survives: the log first, the state second. The log must belong to it alone. */
export class Controller {
  readonly #manager: JobManager;
  readonly #desk: Desk;

  private constructor(manager: JobManager, desk: Desk) {
    this.#manager = manager;
    this.#desk = desk;
  }

  static async open(log: SharedLog, options: ControllerOptions = {}): Promise<Controller> {
    const { snapshot, sequence: after } = log.checkpoint;
    const manager = new JobManager();
    manager.restore(eventsIn(snapshot), after);
    const take = (entry: Parameters<typeof manager.apply>[0]) => {
      manager.apply(entry);
    };
    await log.replay(take, { after });
    // A waiting job is due: `makeDesk` gives times to those in flight alone.
    return new Controller(manager, makeDesk(log, manager, options));
  }

  job(id: string): Job | undefined {
    return this.#manager.get(id);
  }

  jobs(state?: JobState): Job[] {
    return this.#manager.jobs(state);
  }

  async enqueue(id: string, payload: Uint8Array): Promise<void> {
    await this.#desk.enqueue(id, payload);
  }

  async dispatch(): Promise<Job | undefined> {
    return this.#desk.dispatch();
  }

  async ack(id: string): Promise<void> {
    await this.#desk.ack(id);
  }

  async fail(id: string, reason: string): Promise<void> {
    await this.#desk.fail(id, reason);
  }

  async expire(time: number = Date.now()): Promise<string[]> {
    return this.#desk.expire(time);
  }

  async snapshot(): Promise<void> {
    await this.#desk.snapshot();
  }
}
