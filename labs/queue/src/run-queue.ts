import { setTimeout } from "node:timers/promises";
import type { JobEvent } from "./job-event.ts";
import { type Journal, openJournal } from "./journal.ts";
import { type LocalOptions, LocalQueue } from "./local-queue.ts";
import type { Status } from "./queue.ts";
import { codeOf, QueueError } from "./queue-error.ts";
import { serveQueue } from "./queue-server.ts";
import { RemoteQueue } from "./remote-queue.ts";
import { WorkerPool } from "./worker-pool.ts";

/** How to {@link runQueue}. */
export interface RunOptions extends LocalOptions {
  readonly workers: number;
  readonly timeoutMs: number;
  readonly graceMs: number;
  readonly snapshotEveryMs: number;
  /** A file that is told of each run of a job: see {@link openJournal}. */
  readonly journal?: string | undefined;
  /** How long to wait for the log while somebody else has it open. Default 15 s. */
  readonly waitMs?: number | undefined;
  /** Told once that the queue is open, and what is in it. */
  readonly ready: (status: Status) => void;
  readonly report: (event: JobEvent) => void;
  /** Ends it: see {@link WorkerPool.work}. */
  readonly signal: AbortSignal;
}

const PAUSE_MS = 100;

/**
 * Runs the jobs of the queue in a folder, which is made if it is missing, until the signal is aborted.
 * Meanwhile others reach the queue through its socket. Resolves when the log is closed.
 *
 * @throws a {@link QueueError} `QUEUE_RUNNING` when somebody does so already; else as the log.
 */
export async function runQueue(directory: string, options: RunOptions): Promise<void> {
  const queue = await openWhenFree(directory, options);
  let journal: Journal | undefined;
  try {
    if (options.journal !== undefined) journal = openJournal(options.journal);
    // Whoever had them is gone: there is one runner at a time.
    await queue.controller.expire(Number.POSITIVE_INFINITY);
    await runOpened(queue, directory, options, journal);
  } catch (error) {
    await queue.close().catch(() => undefined);
    throw error;
  } finally {
    journal?.close();
  }
  await queue.close();
}

async function openWhenFree(directory: string, options: RunOptions): Promise<LocalQueue> {
  const { waitMs = 15_000 } = options;
  const deadline = Date.now() + waitMs;
  for (;;) {
    try {
      return await LocalQueue.open(directory, { ...options, create: true }, process.pid);
    } catch (error) {
      if (codeOf(error) !== "WAL_LOCKED" || Date.now() >= deadline) throw error;
    }
    await assertNobodyRuns(directory);
    await setTimeout(PAUSE_MS);
  }
}

async function assertNobodyRuns(directory: string): Promise<void> {
  const status = await new RemoteQueue(directory).status().catch(() => undefined);
  if (!status) return;
  throw new QueueError("QUEUE_RUNNING", `Process ${status.runner} runs the queue in ${directory}.`);
}

async function runOpened(
  queue: LocalQueue,
  directory: string,
  options: RunOptions,
  journal: Journal | undefined,
): Promise<void> {
  const failure = new AbortController();
  const fail = (error: unknown) => failure.abort(error);
  const stop = AbortSignal.any([options.signal, failure.signal]);
  const report = (event: JobEvent) => {
    journal?.write(event);
    options.report(event);
  };
  const pool = new WorkerPool({ ...options, controller: queue.controller, report });
  queue.onEnqueued = () => pool.wake();
  const server = await serveQueue(queue, directory, fail);
  options.ready(await queue.status());
  const tasks = [pool.work(stop), keepSnapshots(queue, options.snapshotEveryMs, stop)];
  await Promise.all(tasks.map((task) => task.catch(fail)));
  await server.close();
  if (failure.signal.aborted) throw failure.signal.reason;
}

/** Keeps what a restart must read small, however long the runner runs. */
async function keepSnapshots(
  queue: LocalQueue,
  everyMs: number,
  signal: AbortSignal,
): Promise<void> {
  let last = 0;
  for (;;) {
    await setTimeout(everyMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    if (queue.lastSequence === last) continue;
    last = queue.lastSequence;
    await queue.controller.snapshot();
  }
}
