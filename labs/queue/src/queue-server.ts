import { once } from "node:events";
import { rm } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { parseJobs } from "./parse-jobs.ts";
import { type Queue, STATES } from "./queue.ts";
import { codeOf, QueueError } from "./queue-error.ts";
import { socketPath } from "./socket-path.ts";

/** Bytes of a request, at most. */
const MAX_REQUEST = 16 * 1024 * 1024;
/** How long whoever is being answered may take when the server closes. */
const FAREWELL_MS = 2_000;

const STATUS_CODES: ReadonlyMap<unknown, number> = new Map([
  ["QUEUE_INVALID", 400],
  ["WAL_BUSY", 503],
  ["WAL_CLOSED", 503],
]);

/** What answers other processes while a queue is run. */
export interface QueueServer {
  /** Finishes the answers that are due, and listens no more. */
  close(): Promise<void>;
}

type Answer = (queue: Queue, request: IncomingMessage, url: URL) => Promise<unknown>;

/**
 * ```text
 * POST /jobs               [job, …]  ->  [receipt, …], once all are durable
 * GET  /jobs?state=STATE             ->  [summary, …]
 * GET  /status                       ->  the counts, and the runner's process id
 * ```
 *
 * Anything else is answered with `{ "error": "…" }` and a status from 400.
 */
const ROUTES: Readonly<Record<string, Readonly<Record<string, Answer>>>> = {
  "/jobs": {
    POST: async (queue, request) => queue.enqueue(parseJobs(await bodyOf(request))),
    GET: async (queue, _, url) => queue.jobs(stateIn(url)),
  },
  "/status": { GET: (queue) => queue.status() },
};

/**
 * Lets other processes use a queue that this one has open.
 *
 * @param onFailure told of what is no caller's fault: the queue is of no use any more.
 * @throws a {@link QueueError} as {@link socketPath}; else when it cannot listen.
 */
export async function serveQueue(
  queue: Queue,
  directory: string,
  onFailure: (error: unknown) => void = () => undefined,
): Promise<QueueServer> {
  const path = socketPath(directory);
  const server = createServer((request, response) => {
    void respond(queue, request, response, onFailure);
  });
  // Whoever has the log open is alone here: what lies there is of a runner that was killed.
  if (process.platform !== "win32") await rm(path, { force: true });
  server.listen(path);
  await once(server, "listening");
  return { close: () => close(server) };
}

async function respond(
  queue: Queue,
  request: IncomingMessage,
  response: ServerResponse,
  onFailure: (error: unknown) => void,
): Promise<void> {
  try {
    send(response, 200, await answer(queue, request));
  } catch (error) {
    const status = error instanceof Refusal ? error.status : STATUS_CODES.get(codeOf(error));
    send(response, status ?? 500, {
      error: error instanceof Error ? error.message : String(error),
    });
    if (status === undefined) onFailure(error);
  }
}

function answer(queue: Queue, request: IncomingMessage): Promise<unknown> {
  const { url = "", method = "" } = request;
  if (!URL.canParse(url, "http://queue")) throw new Refusal(400, "That is no path.");
  const target = new URL(url, "http://queue");
  const methods = ROUTES[target.pathname];
  if (!methods) throw new Refusal(404, `There is nothing at ${target.pathname}.`);
  const found = methods[method];
  if (!found)
    throw new Refusal(405, `${target.pathname} takes ${Object.keys(methods).join(", ")}.`);
  return found(queue, request, target);
}

/** An answer that is no success, for a reason of HTTP's. */
class Refusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request.iterator({ destroyOnReturn: false })) {
    size += part.length;
    if (size > MAX_REQUEST) throw new Refusal(413, `A request has ${MAX_REQUEST} bytes at most.`);
    parts.push(part);
  }
  try {
    return JSON.parse(Buffer.concat(parts).toString("utf8"));
  } catch (cause) {
    throw new Refusal(400, `The request is no JSON: ${(cause as Error).message}`);
  }
}

function stateIn(url: URL) {
  const wanted = url.searchParams.get("state");
  const state = STATES.find((each) => each === wanted);
  if (state) return state;
  throw new QueueError("QUEUE_INVALID", `The states are ${STATES.join(", ")}.`);
}

function send(response: ServerResponse, status: number, body: unknown): void {
  // One request a connection: nobody's open line keeps the server from closing.
  response.writeHead(status, { "content-type": "application/json", connection: "close" });
  response.end(JSON.stringify(body));
}

async function close(server: Server): Promise<void> {
  const timer = setTimeout(() => server.closeAllConnections(), FAREWELL_MS);
  const closed = once(server, "close");
  server.close();
  server.closeIdleConnections();
  await closed;
  clearTimeout(timer);
}
