import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { ChaosError } from "./chaos-error.ts";

const QUEUE = fileURLToPath(new URL("../bin/queue.js", import.meta.url));

/** How a process ended. */
export interface End {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Starts `queue` with these words. What it says goes through, and to `stdout` and `stderr`. */
export function startQueue(words: readonly string[]): ChildProcess {
  return spawn(process.execPath, [QUEUE, ...words], { stdio: ["ignore", "pipe", "pipe"] });
}

/** A `queue run` of its own. */
export class RunnerProcess {
  readonly #child: ChildProcess;
  readonly #errors: Promise<string>;
  /** When it is gone, whoever ended it. */
  readonly ended: Promise<End>;
  /** When the queue is open; or when it ended before that. */
  readonly opened: Promise<unknown>;

  constructor(words: readonly string[]) {
    this.#child = startQueue(["run", ...words]);
    const { stdout, stderr } = this.#child;
    this.#errors = stderr ? text(stderr) : Promise.resolve("");
    this.ended = once(this.#child, "close").then(([code, signal]) => ({ code, signal }));
    // Its first line says that it runs.
    const said = stdout ? once(stdout, "data").then(() => stdout.resume()) : this.ended;
    this.opened = Promise.race([said, this.ended]);
  }

  /**
   * Kills it, as `kill -9` does.
   *
   * @throws a {@link ChaosError} when it had ended by itself.
   */
  async kill(): Promise<void> {
    await this.#end("SIGKILL", ({ signal }) => signal === "SIGKILL");
  }

  /**
   * Asks it to end.
   *
   * @throws a {@link ChaosError} when it does not do so with 0.
   */
  async stop(): Promise<void> {
    await this.#end("SIGTERM", ({ code }) => code === 0);
  }

  async #end(signal: NodeJS.Signals, isRight: (end: End) => boolean): Promise<void> {
    this.#child.kill(signal);
    const end = await this.ended;
    if (isRight(end)) return;
    const how = `code ${end.code}, signal ${end.signal}`;
    throw new ChaosError(`The runner ended with ${how}:\n${await this.#errors}`);
  }
}
