import { runBackgroundSync } from "@wal-labs/batching";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { fresh, keysAfterCrash, put } from "./shared-log.ts";

const intervalMs = 100;

/** A log whose syncs are counted, and take as long as `takes` says. */
function counted(takes: () => Promise<void> = async () => undefined) {
  const log = {
    syncs: 0,
    sync: () => {
      log.syncs += 1;
      return takes();
    },
  };
  return log;
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe("Exercise 5.4: background sync (src/background-sync.ts, chapter 5, Background sync)", () => {
  test("syncs again and again", async () => {
    const [log, controller] = [counted(), new AbortController()];
    const running = runBackgroundSync(log, { intervalMs, signal: controller.signal });
    await vi.advanceTimersByTimeAsync(3 * intervalMs);
    expect(log.syncs).toBe(3);
    controller.abort();
    await running;
  });

  test("syncs once more when it is aborted, and leaves no timer and no listener", async () => {
    const [log, controller] = [counted(), new AbortController()];
    const { signal } = controller;
    const added = vi.spyOn(signal, "addEventListener");
    const removed = vi.spyOn(signal, "removeEventListener");
    const running = runBackgroundSync(log, { intervalMs, signal });
    await vi.advanceTimersByTimeAsync(intervalMs / 2);
    controller.abort();
    await running;
    expect([log.syncs, vi.getTimerCount()]).toEqual([1, 0]);
    expect(removed.mock.calls.length).toBe(added.mock.calls.length);
  });

  test("syncs once when it was aborted before it began", async () => {
    const log = counted();
    await runBackgroundSync(log, { intervalMs, signal: AbortSignal.abort() });
    expect([log.syncs, vi.getTimerCount()]).toEqual([1, 0]);
  });

  test("syncs once more after a sync during which it was aborted", async () => {
    const controller = new AbortController();
    const log = counted(async () => controller.abort());
    const running = runBackgroundSync(log, { intervalMs, signal: controller.signal });
    await vi.advanceTimersByTimeAsync(intervalMs);
    await running;
    expect(log.syncs).toBe(2);
  });

  test("waits from the end of one sync to the next", async () => {
    const controller = new AbortController();
    const log = counted(() => new Promise((resolve) => setTimeout(resolve, 10 * intervalMs)));
    const running = runBackgroundSync(log, { intervalMs, signal: controller.signal });
    await vi.advanceTimersByTimeAsync(10 * intervalMs);
    expect(log.syncs).toBe(1);
    await vi.advanceTimersByTimeAsync(2 * intervalMs);
    expect(log.syncs).toBe(2);
    controller.abort();
    await vi.advanceTimersByTimeAsync(20 * intervalMs);
    await running;
  });

  test("ends with the first failure", async () => {
    const failure = new Error("disk on fire");
    const log = counted(() => Promise.reject(failure));
    const { signal } = new AbortController();
    const running = expect(runBackgroundSync(log, { intervalMs, signal })).rejects.toBe(failure);
    await vi.advanceTimersByTimeAsync(3 * intervalMs);
    await running;
    expect([log.syncs, vi.getTimerCount()]).toEqual([1, 0]);
  });

  test("makes durable what was appended before it was aborted", async () => {
    const { disk, log } = await fresh({ sync: "manual" });
    const controller = new AbortController();
    const running = runBackgroundSync(log, { intervalMs, signal: controller.signal });
    const appended = log.append(put("a"));
    controller.abort();
    await Promise.all([running, appended]);
    expect(await keysAfterCrash(disk)).toEqual(["a"]);
  });
});
