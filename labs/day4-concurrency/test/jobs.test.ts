import type { JobEvent } from "@wal-labs/checksum";
import { eventsOf, type Job, JobManager, type JobState, jobAfter } from "@wal-labs/concurrency";
import { describe, expect, test } from "vitest";
import { bytes, put } from "./forge.ts";

type Event = JobEvent["type"];

function event(type: Event, jobId = "a"): JobEvent {
  if (type === "enqueue") return { type, jobId, payload: bytes("new") };
  return type === "retry" || type === "dead" ? { type, jobId, reason: "why" } : { type, jobId };
}

const job = (state: JobState, attempts = 2, reason = "before"): Job => ({
  ...{ id: "a", payload: bytes("old"), state, attempts, reason },
});

/** A manager that has applied these events, of sequences 1, 2, 3, … */
function managerOf(...events: readonly [Event, jobId: string][]): JobManager {
  const manager = new JobManager();
  for (const [index, [type, jobId]] of events.entries()) {
    manager.apply({ sequence: index + 1, record: event(type, jobId) });
  }
  return manager;
}

const idsOf = (jobs: readonly Job[]) => jobs.map(({ id }) => id);

const CHANGES: readonly [Event, JobState, Partial<Job>][] = [
  ["dispatch", "pending", { state: "in-flight", attempts: 3 }],
  ["ack", "pending", { state: "completed", reason: "" }],
  ["ack", "in-flight", { state: "completed", reason: "" }],
  ["retry", "in-flight", { state: "pending", reason: "why" }],
  ["dead", "pending", { state: "dead", reason: "why" }],
  ["dead", "in-flight", { state: "dead", reason: "why" }],
];
const STATES = ["pending", "in-flight", "completed", "dead"] as const;
const EVENTS = ["enqueue", "dispatch", "ack", "retry", "dead"] as const;

describe("Exercise 4.4: jobs (src/job.ts, src/job-manager.ts, chapter 4, Jobs)", () => {
  test("an unknown job begins with its enqueue, and with nothing else", () => {
    const begun = { id: "a", payload: bytes("new"), state: "pending", attempts: 0, reason: "" };
    expect(jobAfter(event("enqueue"), undefined)).toEqual(begun);
    for (const type of EVENTS.slice(1)) expect(jobAfter(event(type), undefined)).toBeUndefined();
  });

  test.for(CHANGES)("%s changes a job that is %s", ([type, state, change]) => {
    expect(jobAfter(event(type), job(state))).toEqual({ ...job(state), ...change });
  });

  test("every other event changes nothing", () => {
    const changes = CHANGES.map(([type, state]) => `${type} ${state}`);
    for (const type of EVENTS) {
      for (const state of STATES.filter((state) => !changes.includes(`${type} ${state}`))) {
        expect(jobAfter(event(type), job(state)), `${type} ${state}`).toBeUndefined();
      }
    }
  });

  test("the manager knows the jobs by state, and tells what changed one", () => {
    const manager = managerOf(["enqueue", "a"], ["enqueue", "b"], ["dispatch", "b"]);
    expect(manager.get("b")).toMatchObject({ state: "in-flight", attempts: 1 });
    expect([manager.get("c"), idsOf(manager.jobs("pending"))]).toEqual([undefined, ["a"]]);
    expect(idsOf(manager.jobs()).toSorted()).toEqual(["a", "b"]);
    expect(manager.apply({ sequence: 4, record: event("ack", "b") })).toBe(true);
    expect(manager.apply({ sequence: 5, record: event("ack", "b") })).toBe(false);
  });

  test("a job that is tried again waits behind all others", () => {
    const enqueued = ["a", "b", "c"].map((id): [Event, string] => ["enqueue", id]);
    const manager = managerOf(...enqueued, ["dispatch", "a"], ["retry", "a"]);
    expect(idsOf([...manager.pending()])).toEqual(["b", "c", "a"]);
  });

  test("an entry that is in the state already changes nothing", () => {
    const manager = managerOf(["enqueue", "a"], ["dispatch", "a"], ["retry", "a"]);
    expect(manager.apply({ sequence: 2, record: event("dispatch") })).toBe(false);
    expect(manager.get("a")).toMatchObject({ state: "pending", attempts: 1 });
    expect(manager.lastSequence).toBe(3);
  });

  test("other records change no job, and are counted", () => {
    const manager = managerOf(["enqueue", "a"]);
    expect(manager.apply({ sequence: 2, record: put("k") })).toBe(false);
    expect([manager.lastSequence, manager.jobs().length]).toEqual([2, 1]);
  });
});

describe("Exercise 4.6: the state as events (src/job.ts, src/job-manager.ts, chapter 4, Snapshot)", () => {
  const states = [
    job("pending", 0, ""),
    job("pending", 3),
    job("in-flight", 1, ""),
    job("in-flight", 3),
    job("completed", 0, ""),
    job("completed", 3, ""),
    job("dead", 0),
    job("dead", 5),
  ];

  test.for(states)("the events of a job bring it back: $state after $attempts tries", (given) => {
    let found: Job | undefined;
    for (const next of eventsOf(given)) found = jobAfter(next, found);
    expect(found).toEqual(given);
  });

  test.for([
    [job("completed", 2, ""), ["enqueue", "dispatch", "retry", "dispatch", "ack"]],
    [job("dead", 2), ["enqueue", "dispatch", "retry", "dispatch", "dead"]],
    [job("pending", 1), ["enqueue", "dispatch", "retry"]],
    [job("in-flight", 1, ""), ["enqueue", "dispatch"]],
  ] as const)("they are as few as can be: $0.state after $0.attempts tries", ([given, types]) => {
    expect(eventsOf(given).map(({ type }) => type)).toEqual(types);
  });

  test("a restored manager has the same jobs, and the waiting ones in the same order", () => {
    const enqueued = ["a", "b", "c"].map((id): [Event, string] => ["enqueue", id]);
    const manager = managerOf(...enqueued, ["dispatch", "a"], ["retry", "a"], ["dispatch", "b"]);
    const restored = new JobManager();
    restored.restore(manager.snapshot(), manager.lastSequence);
    expect(idsOf(restored.jobs("pending"))).toEqual(["c", "a"]);
    for (const { id } of manager.jobs()) expect(restored.get(id)).toEqual(manager.get(id));
    expect(restored.lastSequence).toBe(6);
    expect(restored.apply({ sequence: 6, record: event("dispatch", "c") })).toBe(false);
  });
});
