import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { describe, expect, onTestFinished, test } from "vitest";
import { LocalQueue } from "../src/local-queue.ts";
import { serveQueue } from "../src/queue-server.ts";
import { RemoteQueue } from "../src/remote-queue.ts";
import { socketPath } from "../src/socket-path.ts";
import { temporaryFolder } from "./temporary-folder.ts";

async function served(before: (folder: string) => Promise<void> = async () => undefined) {
  const folder = await temporaryFolder();
  const queue = await LocalQueue.open(folder, { create: true }, process.pid);
  await before(folder);
  const failures: unknown[] = [];
  const server = await serveQueue(queue, folder, (error) => failures.push(error));
  const close = async () => {
    await server.close();
    await queue.close();
  };
  onTestFinished(close);
  return { folder, queue, server, failures, remote: new RemoteQueue(folder) };
}

/** What comes back for these very bytes. */
async function answerTo(folder: string, request: string): Promise<string> {
  const socket = connect(socketPath(folder));
  await once(socket, "connect");
  socket.write(request);
  return text(socket);
}

const post = (body: string, length = Buffer.byteLength(body)) =>
  `POST /jobs HTTP/1.1\r\nHost: queue\r\nContent-Length: ${length}\r\n\r\n${body}`;
const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: queue\r\n\r\n`;

describe("the socket", () => {
  test("takes jobs, and answers when they are durable", async () => {
    const { queue, remote } = await served();
    const receipts = await remote.enqueue([{ id: "a", kind: "echo", text: "ü" }]);
    expect(receipts).toEqual([{ id: "a", outcome: "enqueued" }]);
    expect(queue.controller.job("a")?.state).toBe("pending");
  });

  test("takes a job again, and tells of an id that is another's", async () => {
    const { remote } = await served();
    await remote.enqueue([{ id: "a", kind: "echo", text: "1" }]);
    const again = await remote.enqueue([
      { id: "a", kind: "echo", text: "1" },
      { id: "a", kind: "echo", text: "2" },
    ]);
    expect(again.map(({ outcome }) => outcome)).toEqual(["enqueued", "taken"]);
  });

  test("tells of the jobs", async () => {
    const { remote } = await served();
    await remote.enqueue([{ id: "a", kind: "sleep", ms: 1 }]);
    const counts = { pending: 1, "in-flight": 0, completed: 0, dead: 0 };
    expect(await remote.status()).toEqual({ ...counts, runner: process.pid });
    const job = '{"kind":"sleep","ms":1}';
    expect(await remote.jobs("pending")).toEqual([
      { id: "a", state: "pending", attempts: 0, reason: "", job },
    ]);
  });

  test.for([
    ["no JSON", post("[{"), 400],
    ["no array", post("{}"), 400],
    ["a job that is wrong", post('[{"kind":"sleep","ms":-1}]'), 400],
    ["no HTTP", "hello\r\n\r\n", 400],
    ["an unknown state", get("/jobs?state=lost"), 400],
    ["an unknown path", get("/"), 404],
    ["an unknown method", "DELETE /jobs HTTP/1.1\r\nHost: queue\r\n\r\n", 405],
    ["too much", post(" ".repeat(17 * 1024 * 1024)), 413],
  ] as const)("refuses %s, and goes on", async ([, request, status]) => {
    const { folder, queue, remote, failures } = await served();
    expect(await answerTo(folder, request)).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(await remote.status()).toMatchObject({ pending: 0 });
    expect([queue.controller.jobs(), failures]).toEqual([[], []]);
  });

  test("takes nothing of a request that breaks off", async () => {
    const { folder, queue, remote } = await served();
    const body = '[{"kind":"sleep","ms":1}]';
    const socket = connect(socketPath(folder));
    socket.end(post(body, body.length + 10));
    await once(socket.resume(), "close");
    expect(await remote.status()).toMatchObject({ pending: 0 });
    expect(queue.controller.jobs()).toEqual([]);
  });

  test("says when the log has been closed", async () => {
    const { queue, remote } = await served();
    await queue.close();
    const enqueued = remote.enqueue([{ id: "a", kind: "sleep", ms: 1 }]);
    await expect(enqueued).rejects.toMatchObject({ code: "QUEUE_BUSY" });
  });

  test.skipIf(process.platform === "win32")("takes the place of a dead one's file", async () => {
    const { folder, remote } = await served(async (folder) => {
      await writeFile(join(folder, "queue.sock"), "");
    });
    expect(await remote.status()).toMatchObject({ runner: process.pid });
    await expect(readFile(join(folder, "queue.sock"))).rejects.toThrow();
  });

  test("is gone when it is closed", async () => {
    const { server, remote } = await served();
    await server.close();
    await expect(remote.status()).rejects.toMatchObject({ code: "QUEUE_NOBODY" });
  });
});
