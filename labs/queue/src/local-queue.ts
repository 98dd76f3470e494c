import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { GroupCommitLog } from "@wal-labs/batching";
import { Controller, type ControllerOptions, type JobState } from "@wal-labs/concurrency";
import { nodeFs, syncDirectory } from "@wal-labs/core";
import type { NamedJob } from "./job-kinds.ts";
import { encodePayload } from "./payload.ts";
import type { JobSummary, Queue, Receipt, Status } from "./queue.ts";
import { QueueError } from "./queue-error.ts";

/** How to open a {@link LocalQueue}. */
export interface LocalOptions extends ControllerOptions {
  /** Make the folder if it is missing. */
  readonly create?: boolean | undefined;
  /** Bytes in a file of the log; each is removed once a snapshot has what it says. Default 8 MiB. */
  readonly segmentSize?: number | undefined;
  /** A folder, which must exist: removed files of the log are kept there as gzip. */
  readonly archive?: string | undefined;
}

const SEGMENT_SIZE = 8 * 1024 * 1024;

/** A queue that this process has open: the log in `DIR/log` is its own until it is closed. */
export class LocalQueue implements Queue {
  readonly controller: Controller;
  readonly #log: GroupCommitLog;
  readonly #runner: number | null;
  #onEnqueued: () => void = () => undefined;

  private constructor(log: GroupCommitLog, controller: Controller, runner: number | null) {
    this.#log = log;
    this.controller = controller;
    this.#runner = runner;
  }

  /**
   * Opens the queue in a folder.
   *
   * @param runner this process's id if it is going to run the jobs.
   * @throws a {@link QueueError} `QUEUE_ABSENT` when there is none; else as the log's `open`.
   */
  static async open(
    directory: string,
    { create = false, segmentSize = SEGMENT_SIZE, archive, ...options }: LocalOptions = {},
    runner: number | null = null,
  ): Promise<LocalQueue> {
    const folder = join(directory, "log");
    if (!create && !existsSync(folder)) {
      throw new QueueError("QUEUE_ABSENT", `There is no queue in ${directory}.`);
    }
    await mkdir(directory, { recursive: true });
    const log = await GroupCommitLog.open(folder, { segmentSize, archive });
    try {
      // The log answers for what is in its folder; where that lies is ours to make durable.
      await syncDirectory(nodeFs, directory);
      await syncDirectory(nodeFs, dirname(resolve(directory)));
      return new LocalQueue(log, await Controller.open(log, options), runner);
    } catch (error) {
      await log.close().catch(() => undefined);
      throw error;
    }
  }

  /** Who wants to know that there is something to do. */
  set onEnqueued(listener: () => void) {
    this.#onEnqueued = listener;
  }

  /** The sequence of the log's last record: whether anything has changed. */
  get lastSequence(): number {
    return this.#log.lastSequence;
  }

  async enqueue(jobs: readonly NamedJob[]): Promise<Receipt[]> {
    // Settled, not only rejected: nothing of it may be under way when the caller hears of a failure.
    const results = await Promise.allSettled(jobs.map((job) => this.#enqueue(job)));
    this.#onEnqueued();
    return results.map((result) => {
      if (result.status === "rejected") throw result.reason;
      return result.value;
    });
  }

  async status(): Promise<Status> {
    const status = { pending: 0, "in-flight": 0, completed: 0, dead: 0, runner: this.#runner };
    for (const { state } of this.controller.jobs()) status[state] += 1;
    return status;
  }

  async jobs(wanted: JobState): Promise<JobSummary[]> {
    return this.controller.jobs(wanted).map(({ id, state, attempts, reason, payload }) => {
      return { id, state, attempts, reason, job: new TextDecoder().decode(payload) };
    });
  }

  /** Closes the log and gives it free. */
  close(): Promise<void> {
    return this.#log.close();
  }

  async #enqueue(job: NamedJob): Promise<Receipt> {
    const payload = encodePayload(job);
    await this.controller.enqueue(job.id, payload);
    const known = this.controller.job(job.id);
    const isAnother = known !== undefined && Buffer.compare(known.payload, payload) !== 0;
    return { id: job.id, outcome: isAnother ? "taken" : "enqueued" };
  }
}
