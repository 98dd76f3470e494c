import type { Controller, Job } from "@wal-labs/concurrency";
import type { JobEvent } from "./job-event.ts";
import { perform } from "./job-kinds.ts";
import { decodePayload } from "./payload.ts";
import { withDeadline } from "./with-deadline.ts";

/** How a {@link WorkerPool} works. */
export interface WorkerPoolOptions {
  readonly controller: Controller;
  /** How many jobs run at once. */
  readonly workers: number;
  /** How long a try may take. */
  readonly timeoutMs: number;
  /** How long the jobs that run may go on once the pool is to stop. */
  readonly graceMs: number;
  /**
   * Told of `started` before the job does anything, and of `done`, `failed` and `dead` once they are
   * durable.
   */
  readonly report: (event: JobEvent) => void;
}

/** How soon a job whose back-off has ended is noticed when there is nothing else to do. */
const LOOK_MS = 50;
/** A reason is one line in a log. */
const MAX_REASON = 500;

type Outcome = { readonly output: string } | { readonly reason: string };

/** Workers that take the jobs of a controller. */
export class WorkerPool {
  readonly #options: WorkerPoolOptions;
  /** Those that run: how to cut them off. */
  readonly #running = new Set<AbortController>();
  #rest: Promise<void> | undefined;
  #wake: () => void = () => undefined;

  constructor(options: WorkerPoolOptions) {
    this.#options = options;
  }

  /** There may be something to do. */
  wake(): void {
    this.#wake();
  }

  /**
   * Runs jobs until the signal is aborted. Resolves when none runs any more: those that are not done
   * after the grace period have failed.
   *
   * @throws what the controller throws: the first failure stops all workers.
   */
  async work(signal: AbortSignal): Promise<void> {
    const failure = new AbortController();
    const stop = AbortSignal.any([signal, failure.signal]);
    const cut = this.#cutOffAfter(stop);
    const workers = Array.from({ length: this.#options.workers }, async () => {
      await this.#worker(stop).catch((error) => failure.abort(error));
    });
    await Promise.all(workers);
    cut.clear();
    if (failure.signal.aborted) throw failure.signal.reason;
  }

  async #worker(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      const job = await this.#options.controller.dispatch();
      if (job) await this.#try(job);
      else if (!stop.aborted) await this.#restUntilWoken();
    }
  }

  async #try(job: Job): Promise<void> {
    const { controller, report } = this.#options;
    const { id, attempts: attempt } = job;
    report({ event: "started", id, attempt });
    const outcome = await this.#outcomeOf(job);
    if ("output" in outcome) {
      await controller.ack(id);
      return report({ event: "done", id, attempt, ...outcome });
    }
    await controller.fail(id, outcome.reason);
    const event = controller.job(id)?.state === "dead" ? "dead" : "failed";
    report({ event, id, attempt, ...outcome });
  }

  async #outcomeOf({ payload, attempts: number }: Job): Promise<Outcome> {
    const aborter = new AbortController();
    this.#running.add(aborter);
    try {
      const attempt = { number, signal: aborter.signal };
      const job = decodePayload(payload);
      const { timeoutMs } = this.#options;
      return { output: await withDeadline(() => perform(job, attempt), { aborter, timeoutMs }) };
    } catch (error) {
      return { reason: reasonOf(error) };
    } finally {
      this.#running.delete(aborter);
    }
  }

  #cutOffAfter(stop: AbortSignal): { clear(): void } {
    let timer: NodeJS.Timeout | undefined;
    const start = () => {
      this.#wake();
      timer = setTimeout(() => {
        for (const aborter of this.#running) aborter.abort(new Error("The runner stopped."));
      }, this.#options.graceMs);
    };
    stop.addEventListener("abort", start, { once: true });
    if (stop.aborted) start();
    return { clear: () => clearTimeout(timer) };
  }

  /** One timer for all who rest. */
  #restUntilWoken(): Promise<void> {
    this.#rest ??= new Promise((resolve) => {
      this.#wake = () => {
        clearTimeout(timer);
        this.#rest = undefined;
        resolve();
      };
      const timer = setTimeout(this.#wake, LOOK_MS);
    });
    return this.#rest;
  }
}

function reasonOf(error: unknown): string {
  const { message = String(error), cause } = error as Partial<Error>;
  // fetch tells only there what went wrong.
  const reason = cause instanceof Error ? `${message}: ${cause.message}` : message;
  return reason.slice(0, MAX_REASON);
}
