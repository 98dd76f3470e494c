import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

const QUEUE = fileURLToPath(new URL("../bin/queue.js", import.meta.url));

/** A `queue` in a process of its own. */
export class QueueProcess {
  readonly child: ChildProcess;
  readonly ended: Promise<{ code: number | null; output: string; errors: string }>;
  #output = "";
  #errors = "";

  constructor(words: readonly string[], input = "") {
    this.child = spawn(process.execPath, [QUEUE, ...words]);
    this.child.stdout?.on("data", (chunk) => (this.#output += chunk));
    this.child.stderr?.on("data", (chunk) => (this.#errors += chunk));
    this.child.stdin?.end(input);
    this.ended = once(this.child, "close").then(([code]) => {
      return { code, output: this.#output, errors: this.#errors };
    });
    onTestFinished(() => void this.child.kill("SIGKILL"));
  }

  /** Resolves when it has said these words; rejects when it ends without. */
  async says(words: string): Promise<void> {
    while (!this.#output.includes(words)) {
      const { stdout } = this.child;
      await Promise.race([stdout && once(stdout, "data"), this.ended]);
      const isOver = this.child.exitCode !== null || this.child.signalCode !== null;
      if (isOver && !this.#output.includes(words)) {
        throw new Error(`It never said "${words}":\n${this.#output}${this.#errors}`);
      }
    }
  }
}

/** Starts a runner, and waits until its queue is open. */
export async function runner(data: string, ...words: readonly string[]): Promise<QueueProcess> {
  const process = new QueueProcess(["run", "--data", data, ...words]);
  await process.says("running");
  return process;
}

/** Hands in jobs, and gives how that ended. */
export function enqueue(data: string, ...jobs: readonly object[]) {
  const input = jobs.map((job) => JSON.stringify(job)).join("\n");
  return new QueueProcess(["enqueue", "--data", data, "--file", "-"], input).ended;
}

/** Runs a subcommand to its end. */
export function queue(...words: readonly string[]) {
  return new QueueProcess(words).ended;
}
