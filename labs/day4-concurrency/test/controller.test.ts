import { Controller, decodeRecords, encodeRecords } from "@wal-labs/concurrency";
import type { Journal, SimDisk } from "@wal-labs/core/sim";
import { assertNoViolation, exploreCrashes, exploreInterleavings } from "@wal-labs/core/sim";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { bytes, codeOf, emptyDisk, open, put, recordsIn, text } from "./forge.ts";

const SECOND = 1000;

async function controllerOn(disk: SimDisk, options = {}) {
  const log = await open(disk, { segmentSize: 512 });
  return { log, controller: await Controller.open(log, options) };
}

/** A controller with these jobs, each with its own id as payload. */
async function withJobs(ids: string, options = {}) {
  const disk = await emptyDisk();
  const all = await controllerOn(disk, options);
  for (const id of ids) await all.controller.enqueue(id, bytes(id));
  return { disk, ...all };
}

/** Enqueues three jobs at once, does one of them, and takes a snapshot meanwhile. */
async function work(disk: SimDisk, journal: Journal): Promise<void> {
  const { log, controller } = await controllerOn(disk);
  const enqueued = ["a", "b", "c"].map(async (id) => {
    journal.attempt(id);
    await controller.enqueue(id, bytes(id));
    journal.acknowledge(id);
  });
  await Promise.all(enqueued);
  const snapshot = controller.snapshot();
  const job = await controller.dispatch();
  if (!job) throw new Error("No job is due.");
  await controller.ack(job.id);
  journal.acknowledge(`${job.id} done`);
  await snapshot;
  await log.close();
}

async function checkWork(disk: SimDisk, { acknowledged }: Journal): Promise<void> {
  const { log, controller } = await controllerOn(disk);
  for (const label of acknowledged) {
    const [id = "", done] = label.split(" ");
    expect(text(controller.job(id)?.payload)).toBe(id);
    if (done) expect(controller.job(id)?.state).toBe("completed");
  }
  await log.close();
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: 1_000_000 });
});
afterEach(() => {
  vi.useRealTimers();
});

describe("Exercise 4.5: a controller (src/controller.ts, chapter 4, A controller)", () => {
  test("logs first and changes the state second: nobody sees what a crash could take back", async () => {
    const { disk, controller } = await withJobs("");
    const seen: unknown[] = [];
    disk.beforeOperation(() => seen.push(controller.job("a")));
    await controller.enqueue("a", bytes("a"));
    expect(new Set(seen)).toEqual(new Set([undefined]));
    expect(controller.job("a")).toMatchObject({ state: "pending", payload: bytes("a") });
  });

  test("changes nothing when the log fails", async () => {
    const { disk, controller } = await withJobs("");
    disk.inject({ kind: "datasync" }, { kind: "error" });
    expect(await codeOf(() => controller.enqueue("a", bytes("a")))).toBe("WAL_IO");
    expect(controller.job("a")).toBeUndefined();
  });

  test("accepts a job once, and says yes twice", async () => {
    const { log, controller } = await withJobs("a");
    await Promise.all([1, 2].map(() => controller.enqueue("b", bytes("b"))));
    await controller.enqueue("a", bytes("other"));
    expect(text(controller.job("a")?.payload)).toBe("a");
    expect(log.lastSequence).toBe(2);
  });

  test("copies a payload", async () => {
    const { controller } = await withJobs("");
    const payload = bytes("a");
    const enqueued = controller.enqueue("a", payload);
    payload.fill(0);
    await enqueued;
    expect(text(controller.job("a")?.payload)).toBe("a");
  });

  test("gives each job to one worker, the longest waiting first", async () => {
    const { controller } = await withJobs("abc");
    const given = await Promise.all([1, 2, 3, 4].map(() => controller.dispatch()));
    expect(given.map((job) => job?.id)).toEqual(["a", "b", "c", undefined]);
    expect(given[0]).toMatchObject({ state: "in-flight", attempts: 1 });
  });

  test("gives no job to two, in whatever order the disk works", async () => {
    const run = async (disk: SimDisk) => {
      const { log, controller } = await controllerOn(disk);
      await Promise.all(["a", "b"].map((id) => controller.enqueue(id, bytes(id))));
      const workers = [1, 2, 3].map(async () => {
        const job = await controller.dispatch();
        if (job) await controller.ack(job.id);
      });
      await Promise.all(workers);
      const types = (await recordsIn(log)).map(({ type }) => type);
      const counts = ["dispatch", "ack"].map((it) => types.filter((type) => type === it).length);
      expect(counts).toEqual([2, 2]);
    };
    const { violation } = await exploreInterleavings({ run, exhaustiveUpTo: 30, runs: 30 });
    expect(violation?.message).toBeUndefined();
  }, 30_000);

  test("takes a second ack for a success, and logs it once", async () => {
    const { log, controller } = await withJobs("a");
    await controller.dispatch();
    await Promise.all([1, 2].map(() => controller.ack("a")));
    await controller.fail("a", "too late");
    expect(controller.job("a")?.state).toBe("completed");
    expect(log.lastSequence).toBe(3);
    expect(await codeOf(() => controller.ack("b"))).toBe("WAL_INVALID_ARGUMENT");
  });

  test("tries a failed job again, behind the others, and gives up in the end", async () => {
    const { controller } = await withJobs("ab", { maxAttempts: 2 });
    for (const reason of ["first", "second"]) {
      await controller.dispatch();
      await controller.fail("a", reason);
      await controller.fail("a", "nobody has it");
      await controller.dispatch();
      await controller.ack("b");
    }
    expect(controller.job("a")).toMatchObject({ state: "dead", attempts: 2, reason: "second" });
  });

  test("makes a failed job wait, each time twice as long", async () => {
    const { controller } = await withJobs("a", { retryDelayMs: SECOND });
    for (const delay of [SECOND, 2 * SECOND, 4 * SECOND]) {
      expect((await controller.dispatch())?.id).toBe("a");
      await controller.fail("a", "again");
      vi.setSystemTime(Date.now() + delay - 1);
      expect(await controller.dispatch()).toBeUndefined();
      vi.setSystemTime(Date.now() + 1);
    }
  });

  test("fails a job whose deadline has come", async () => {
    const { controller } = await withJobs("ab", { timeoutMs: SECOND });
    await controller.dispatch();
    vi.setSystemTime(Date.now() + SECOND / 2);
    await controller.dispatch();
    expect(await controller.expire(Date.now() + SECOND / 2 - 1)).toEqual([]);
    expect(await controller.expire(Date.now() + SECOND / 2)).toEqual(["a"]);
    expect(controller.job("a")).toMatchObject({ state: "pending", reason: "timed out" });
    expect(await controller.expire(Number.POSITIVE_INFINITY)).toEqual(["b"]);
  });

  test("brings the state back from the log, and gives jobs in flight their whole time", async () => {
    const { disk, log, controller } = await withJobs("abc", { timeoutMs: SECOND });
    await controller.dispatch();
    await controller.dispatch();
    await controller.ack("a");
    await log.close();
    vi.setSystemTime(Date.now() + 10 * SECOND);
    const { controller: again } = await controllerOn(disk, { timeoutMs: SECOND });
    const states = ["a", "b", "c"].map((id) => again.job(id)?.state);
    expect(states).toEqual(["completed", "in-flight", "pending"]);
    expect(await again.expire(Date.now() + SECOND - 1)).toEqual([]);
    expect(await again.expire(Date.now() + SECOND)).toEqual(["b"]);
  });
});

describe("Exercise 4.6: snapshot (src/snapshot.ts, src/controller.ts, chapter 4, Snapshot)", () => {
  test("records become bytes and records again", () => {
    const records = [put("a"), { type: "ack", jobId: "b" }, { type: "commit", transactionId: 7 }];
    const encoded = encodeRecords(records as Parameters<typeof encodeRecords>[0]);
    const decoded = [...decodeRecords(encoded)];
    encoded.fill(0);
    expect(decoded).toEqual(records);
    expect(encodeRecords([])).toHaveLength(0);
  });

  test("bytes that are no records are refused", async () => {
    const cut = encodeRecords([put("a")]).subarray(0, -8);
    for (const wrong of [bytes("{}"), cut, new Uint8Array(64)]) {
      expect(await codeOf(() => [...decodeRecords(wrong)])).toBe("WAL_CORRUPTED");
    }
  });

  test("a controller comes back from its snapshot and the log behind it", async () => {
    const { disk, log, controller } = await withJobs("abcdefgh");
    await controller.dispatch();
    await controller.snapshot();
    await controller.ack("a");
    expect([log.checkpoint.sequence, log.segments[0]?.firstSequence]).not.toEqual([0, 1]);
    await log.close();
    const { controller: again } = await controllerOn(disk);
    expect(again.job("a")?.state).toBe("completed");
    const waiting = again.jobs("pending").map(({ id }) => id);
    expect(waiting.join("")).toBe("bcdefgh");
  });

  test("a snapshot holds no event that is logged and not yet in the state", async () => {
    const { disk, log, controller } = await withJobs("a");
    const snapshots: Promise<void>[] = [];
    const leave = disk.beforeOperation(() => snapshots.push(controller.snapshot()));
    const enqueued = controller.enqueue("b", bytes("b"));
    while (snapshots.length < 2) await undefined;
    leave();
    await Promise.all([enqueued, ...snapshots]);
    await log.close();
    const { controller: again } = await controllerOn(disk);
    expect(again.jobs("pending").map(({ id }) => id)).toEqual(["a", "b"]);
  });

  test("a snapshot of something else is refused", async () => {
    const disk = await emptyDisk();
    await using log = await open(disk);
    await log.setCheckpoint({ snapshot: encodeRecords([put("a")]) });
    expect(await codeOf(() => Controller.open(log))).toBe("WAL_CORRUPTED");
  });

  test("loses no acknowledged change, though jobs change while it is taken", async () => {
    assertNoViolation(await exploreCrashes({ workload: work, recover: checkWork }));
  }, 30_000);
});
