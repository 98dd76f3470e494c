import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { Worker } from "node:worker_threads";
import type { PoolOptions, PoolRunnerInitializer, PoolWorker, WorkerRequest } from "vitest/node";

type Listener = (message: unknown) => void;

/** Runs after which a thread is replaced: what it piled up meanwhile goes with it. */
const MAX_RUNS = 100;
const NAME = "warm-thread";

/**
 * The thread in which the hidden suites run, from one submission to the next. Left to itself, vitest
 * would start a thread for each run, and load itself and the suites anew.
 */
export class WarmThread {
  /** What vitest is given as its pool. */
  readonly pool: PoolRunnerInitializer = {
    name: NAME,
    createPoolWorker: (options) => new Seat(this, options),
  };
  #thread: Worker | undefined;
  #runs = 0;

  /** The thread for one more run, and whether it has run before. */
  async take({ distPath, env, execArgv }: PoolOptions): Promise<{ thread: Worker; warm: boolean }> {
    if (this.#runs >= MAX_RUNS) await this.end();
    const warm = this.#thread !== undefined;
    this.#thread ??= this.#start(join(distPath, "workers/threads.js"), { env, execArgv });
    this.#runs += 1;
    return { thread: this.#thread, warm };
  }

  /** Ends the thread; the next run gets a new one. */
  async end(): Promise<void> {
    const thread = this.#thread;
    this.#thread = undefined;
    this.#runs = 0;
    await thread?.terminate();
  }

  #start(entry: string, { env, execArgv }: Pick<PoolOptions, "env" | "execArgv">): Worker {
    const thread = new Worker(entry, { env, execArgv });
    thread.once("exit", () => {
      if (this.#thread === thread) void this.end();
    });
    return thread;
  }
}

/** One run's place in the thread. vitest hears that it starts and stops a thread, and does not. */
class Seat implements PoolWorker {
  readonly name = NAME;
  readonly #owner: WarmThread;
  readonly #options: PoolOptions;
  readonly #listeners: [event: string, listener: Listener][] = [];
  #thread: Worker | undefined;
  #warm = false;

  constructor(owner: WarmThread, options: PoolOptions) {
    this.#owner = owner;
    this.#options = options;
  }

  async start(): Promise<void> {
    const { thread, warm } = await this.#owner.take(this.#options);
    this.#thread = thread;
    this.#warm = warm;
  }

  async stop(): Promise<void> {
    for (const [event, listener] of this.#listeners.splice(0)) this.#thread?.off(event, listener);
  }

  on(event: string, listener: Listener): void {
    this.#listeners.push([event, listener]);
    this.#thread?.on(event, listener);
  }

  off(event: string, listener: Listener): void {
    this.#thread?.off(event, listener);
  }

  send(message: WorkerRequest): void {
    if (message.type === "stop") this.#hear("stopped");
    else if (message.type === "start" && this.#warm) this.#hear("started");
    else this.#thread?.postMessage(message.type === "run" ? renewing(message) : message);
  }

  deserialize(message: unknown): unknown {
    return message;
  }

  #hear(type: "started" | "stopped"): void {
    const message = { __vitest_worker_response__: true, type };
    for (const [event, listener] of [...this.#listeners]) {
      if (event === "message") listener(message);
    }
  }
}

/** A suite says what there is to check while it is loaded: its modules must be loaded for each run. */
function renewing<Run extends WorkerRequest & { type: "run" }>(message: Run): Run {
  const suites = message.context.files.map(({ filepath }) => dirname(filepath));
  const invalidates = suites.flatMap((folder) =>
    readdirSync(folder).map((name) => join(folder, name)),
  );
  return { ...message, context: { ...message.context, invalidates } };
}
