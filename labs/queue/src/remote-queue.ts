import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { text } from "node:stream/consumers";
import type { JobState } from "@wal-labs/concurrency";
import type { NamedJob } from "./job-kinds.ts";
import type { JobSummary, Queue, Receipt, Status } from "./queue.ts";
import { codeOf, QueueError, type QueueErrorCode } from "./queue-error.ts";
import { socketPath } from "./socket-path.ts";

/** The other side is on this machine: if it says nothing for so long, it has stopped. */
const ANSWER_MS = 30_000;

/**
 * A queue that another process runs. Everything may be asked again after a failure: a job that is
 * there already is left as it is.
 *
 * Each call throws a {@link QueueError}: `QUEUE_NOBODY` when nobody listens, `QUEUE_BROKEN` when the
 * answer does not come, `QUEUE_BUSY`, `QUEUE_INVALID` or `QUEUE_FAILED` as the runner answers.
 */
export class RemoteQueue implements Queue {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  async enqueue(jobs: readonly NamedJob[]): Promise<Receipt[]> {
    return (await this.#ask("POST", "/jobs", jobs)) as Receipt[];
  }

  async status(): Promise<Status> {
    return (await this.#ask("GET", "/status")) as Status;
  }

  async jobs(state: JobState): Promise<JobSummary[]> {
    return (await this.#ask("GET", `/jobs?state=${state}`)) as JobSummary[];
  }

  async #ask(method: string, path: string, body?: unknown): Promise<unknown> {
    const { status, said } = await this.#exchange(method, path, body);
    if (status === 200) return said;
    const { error = `It answered ${status}.` } = said as { error?: string };
    throw new QueueError(CODES.get(status) ?? "QUEUE_FAILED", error);
  }

  async #exchange(method: string, path: string, body: unknown) {
    const socket = socketPath(this.#directory);
    try {
      const signal = AbortSignal.timeout(ANSWER_MS);
      const asked = request({ socketPath: socket, method, path, signal, agent: false });
      const answered = once(asked, "response") as Promise<[IncomingMessage]>;
      asked.end(body === undefined ? undefined : JSON.stringify(body));
      const [response] = await answered;
      return {
        status: response.statusCode ?? 0,
        said: JSON.parse(await text(response)) as unknown,
      };
    } catch (cause) {
      if (NOBODY.includes(codeOf(cause))) {
        throw new QueueError("QUEUE_NOBODY", `Nobody listens at ${socket}.`, { cause });
      }
      const message = `The runner at ${socket} did not answer: ${(cause as Error).message}.`;
      throw new QueueError("QUEUE_BROKEN", message, { cause });
    }
  }
}

/** The socket was never there, or its owner is gone. */
const NOBODY: readonly unknown[] = ["ENOENT", "ECONNREFUSED"];

const CODES: ReadonlyMap<number, QueueErrorCode> = new Map([
  [400, "QUEUE_INVALID"],
  [503, "QUEUE_BUSY"],
]);
