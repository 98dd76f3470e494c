import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { jobSchema, type NewJob, perform } from "../src/job-kinds.ts";

const attempt = (number = 1, signal = new AbortController().signal) => ({ number, signal });

/** A server on this machine that gives one answer to everything. */
async function serverOf(status: number, headers: Record<string, string> = {}): Promise<string> {
  const server = createServer((_, response) => response.writeHead(status, headers).end("hello"));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

describe("sleep", () => {
  test("ends when its time is over", async () => {
    expect(await perform({ kind: "sleep", ms: 5 }, attempt())).toBe("5 ms");
  });

  test("ends at once when it is aborted", async () => {
    const aborter = new AbortController();
    const sleeping = perform({ kind: "sleep", ms: 60_000 }, attempt(1, aborter.signal));
    aborter.abort();
    await expect(sleeping).rejects.toMatchObject({ name: "AbortError" });
  });
});

test("echo says its text", async () => {
  expect(await perform({ kind: "echo", text: "ünï\n" }, attempt())).toBe("ünï\n");
});

test("fail-n-times fails by the attempt's number", async () => {
  const job: NewJob = { kind: "fail-n-times", times: 2 };
  await expect(perform(job, attempt(2))).rejects.toThrow("Attempt 2");
  expect(await perform(job, attempt(3))).toBe("attempt 3");
});

describe("http", () => {
  test("is done when the answer is a success", async () => {
    expect(await perform({ kind: "http", url: await serverOf(204) }, attempt())).toBe("204");
  });

  test.for([
    [500, {}],
    [302, { location: "http://example.com/" }],
  ] as const)("fails when the answer is %i, and goes nowhere else", async ([status, headers]) => {
    const url = await serverOf(status, headers);
    await expect(perform({ kind: "http", url }, attempt())).rejects.toThrow(`${status}`);
  });

  test.for(["http://127.0.0.1:8080/a?b=c", "http://[::1]/", "http://localhost/"])(
    "%s is on this machine",
    (url) => {
      expect(jobSchema.safeParse({ kind: "http", url }).success).toBe(true);
    },
  );

  test.for([
    "http://example.com/",
    "http://127.0.0.1.example.com/",
    "http://localhost.example.com/",
    "http://user:password@localhost/",
    "http://localhost@example.com/",
    "http://0.0.0.0/",
    "http://10.0.0.1/",
    "http://[::ffff:127.0.0.1]/",
    "https://localhost/",
    "file:///etc/passwd",
    "no URL",
  ])("%s is refused", (url) => {
    expect(jobSchema.safeParse({ kind: "http", url }).success).toBe(false);
  });
});
