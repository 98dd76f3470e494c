import { join } from "node:path";
import type { Controller } from "@wal-labs/concurrency";
import { describe, expect, onTestFinished, test } from "vitest";
import type { JobEvent } from "../src/job-event.ts";
import type { NamedJob } from "../src/job-kinds.ts";
import { LocalQueue } from "../src/local-queue.ts";
import { WorkerPool, type WorkerPoolOptions } from "../src/worker-pool.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const echo = (id: string): NamedJob => ({ id, kind: "echo", text: id });
const sleep = (id: string, ms: number): NamedJob => ({ id, kind: "sleep", ms });

/** A queue with jobs, and a pool on it that stops when all of them are completed or dead. */
async function poolOn(
  jobs: readonly NamedJob[],
  options: Partial<WorkerPoolOptions> & { maxAttempts?: number } = {},
) {
  const folder = join(await temporaryFolder(), "queue");
  const { maxAttempts, ...others } = options;
  const queue = await LocalQueue.open(folder, { create: true, maxAttempts });
  onTestFinished(() => queue.close());
  await queue.enqueue(jobs);
  const events: JobEvent[] = [];
  const stop = new AbortController();
  const { controller } = queue;
  const report = (event: JobEvent) => {
    events.push(event);
    const isOver = controller
      .jobs()
      .every(({ state }) => state === "completed" || state === "dead");
    if (isOver) stop.abort();
  };
  const limits = { workers: 4, timeoutMs: 30_000, graceMs: 30_000 };
  const pool = new WorkerPool({ ...limits, ...others, controller, report });
  return { queue, controller, pool, stop, events };
}

/** How many jobs were under way at once, at most. */
function mostAtOnce(events: readonly JobEvent[]): number {
  let [now, most] = [0, 0];
  for (const { event } of events) {
    now += event === "started" ? 1 : -1;
    most = Math.max(most, now);
  }
  return most;
}

describe("WorkerPool", () => {
  test("runs each job once, as many at a time as it has workers", async () => {
    const ids = Array.from({ length: 20 }, (_, index) => `job-${index}`);
    const { pool, stop, events } = await poolOn(ids.map((id) => sleep(id, 20)));
    await pool.work(stop.signal);
    const done = events.filter(({ event }) => event === "done").map(({ id }) => id);
    expect([done.length, new Set(done)]).toEqual([ids.length, new Set(ids)]);
    expect(mostAtOnce(events)).toBe(4);
  });

  test("tells that a job is done only once that is in the log", async () => {
    const { controller, pool, stop, events } = await poolOn([echo("a")]);
    await pool.work(stop.signal);
    expect(events).toEqual([
      { event: "started", id: "a", attempt: 1 },
      { event: "done", id: "a", attempt: 1, output: "a" },
    ]);
    expect(controller.job("a")?.state).toBe("completed");
  });

  test("tries again what has failed, until it is dead", async () => {
    const jobs: NamedJob[] = [
      { id: "late", kind: "fail-n-times", times: 2 },
      { id: "never", kind: "fail-n-times", times: 3 },
    ];
    const { controller, pool, stop, events } = await poolOn(jobs, { maxAttempts: 3 });
    await pool.work(stop.signal);
    expect(controller.job("late")).toMatchObject({ state: "completed", attempts: 3 });
    expect(controller.job("never")).toMatchObject({ state: "dead", attempts: 3 });
    expect(events.filter(({ id }) => id === "never").at(-1)).toMatchObject({ event: "dead" });
  });

  test("gives up a job at its deadline", async () => {
    const { controller, pool, stop } = await poolOn([sleep("a", 60_000), echo("b")], {
      timeoutMs: 10,
      maxAttempts: 1,
    });
    await pool.work(stop.signal);
    const reason = "It took longer than 10 ms.";
    expect(controller.job("a")).toMatchObject({ state: "dead", reason });
  });

  test("fails a payload that is none of ours", async () => {
    const { controller, pool, stop, events } = await poolOn([], { maxAttempts: 1 });
    await controller.enqueue("a", Uint8Array.of(0xff));
    await pool.work(stop.signal);
    expect(events.at(-1)).toMatchObject({ event: "dead", id: "a" });
  });

  test("notices a job that comes while it rests", async () => {
    const { queue, pool, stop, events } = await poolOn([]);
    queue.onEnqueued = () => pool.wake();
    const working = pool.work(stop.signal);
    await queue.enqueue([echo("a")]);
    await working;
    expect(events.at(-1)).toMatchObject({ event: "done", id: "a" });
  });

  test("begins nothing once it is stopped, and lets those end that run", async () => {
    const jobs = Array.from({ length: 10 }, (_, index) => sleep(`${index}`, 50));
    const { controller, pool, stop } = await poolOn(jobs, { workers: 2 });
    const working = pool.work(stop.signal);
    while (controller.jobs("in-flight").length < 2) await new Promise(setImmediate);
    stop.abort();
    await working;
    expect(controller.jobs("completed")).toHaveLength(2);
    expect(controller.jobs("pending")).toHaveLength(8);
  });

  test("fails what still runs after the grace period", async () => {
    const { controller, pool, stop } = await poolOn([sleep("a", 60_000)], { graceMs: 10 });
    const working = pool.work(stop.signal);
    while (controller.jobs("in-flight").length < 1) await new Promise(setImmediate);
    stop.abort();
    await working;
    expect(controller.job("a")).toMatchObject({ state: "pending", reason: "The runner stopped." });
  });

  test("stops all workers when the log fails", async () => {
    const { controller } = await poolOn([]);
    const failing = Object.create(controller) as Controller;
    failing.dispatch = () => Promise.reject(new Error("The disk is gone."));
    const limits = { workers: 3, timeoutMs: 1000, graceMs: 1000, report: () => undefined };
    const pool = new WorkerPool({ ...limits, controller: failing });
    await expect(pool.work(new AbortController().signal)).rejects.toThrow("The disk is gone.");
  });
});
