import type { WalRecord } from "@wal-labs/checksum";
import type { ConcurrentLog } from "@wal-labs/concurrency";
import { WalError } from "@wal-labs/core";
import type { SegmentPosition } from "@wal-labs/rotation";
import type { AllOptions } from "../group-options.ts";
import { createMeter, type Meter } from "../writer-metrics.ts";
import { busy, closed } from "./errors.ts";
import { whenQuiet } from "./microtasks.ts";
import { type Batch, type Caller, createQueue, type Task } from "./queue.ts";
import { createDoor } from "./room.ts";
import { sizeOfRecord } from "./sizes.ts";

/** Microtasks without anybody new, until all are thought to be in. */
const QUIET_TURNS = 32;

/** Takes calls in order, and brings them to a log one batch, or one task, at a time. */
export interface Writer {
  readonly meter: Meter;
  /** An append: of one caller, who is told where each of its records lies. */
  readonly append: <Told>(
    records: readonly WalRecord[],
    durable: boolean | undefined,
    toldAs: (positions: readonly SegmentPosition[]) => Told,
  ) => Promise<Told>;
  /** Waits for all that came before. */
  readonly turn: (durable: boolean) => Promise<void>;
  /** Has the log to itself once all that came before is written. */
  readonly task: <Result>(work: () => Promise<Result>) => Promise<Result>;
  readonly room: () => Promise<void>;
  readonly isClosed: () => boolean;
  readonly close: () => Promise<void>;
}

export function createWriter(log: ConcurrentLog, options: AllOptions): Writer {
  const { maxDelayMs, maxQueueBytes, sync, channel } = options;
  const queue = createQueue(options);
  const meter = createMeter(channel);
  const door = createDoor(() => queue.bytes() < maxQueueBytes);
  /** What the writer does: nothing, letting callers in, waiting for more of them, or working. */
  let state: "idle" | "gathering" | "delaying" | "working" = "idle";
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isBroken = false;
  let closing: Promise<void> | undefined;

  const gather = (next: () => void): void => {
    state = "gathering";
    whenQuiet(QUIET_TURNS, queue.arrivals, queue.isFull, next);
  };

  const waitsForMore = (): boolean =>
    maxDelayMs > 0 && !isBroken && closing === undefined && !queue.isReady();

  const begin = (): void => {
    if (waitsForMore()) {
      state = "delaying";
      timer = setTimeout(() => gather(work), maxDelayMs);
    } else {
      work();
    }
  };

  const work = (): void => {
    state = "working";
    const entry = queue.take();
    door.look();
    const working = typeof entry === "function" ? entry() : write(entry as Batch);
    working.then(goOn, goOn);
  };

  const goOn = (): void => {
    state = "idle";
    door.look();
    arrived();
  };

  /** Looks what is to be done, after somebody came or something ended. */
  const arrived = (): void => {
    if (state === "idle" && !queue.isEmpty()) gather(begin);
    if (state !== "delaying" || waitsForMore()) return;
    clearTimeout(timer);
    gather(work);
  };

  const write = async ({ callers }: Batch): Promise<void> => {
    const durable = callers.some((caller) => caller.durable);
    const startedMs = meter.now();
    const batch = { callers, durable, startedMs };
    try {
      const all = callers.map(({ records }) => records);
      const outcomes = await log.appendAll(all, { durable });
      meter.wrote(batch, outcomes);
      callers.forEach(({ told, failed }, index) => {
        const outcome = outcomes[index];
        if (outcome?.status === "fulfilled") told(outcome.value);
        else failed(outcome?.reason);
      });
    } catch (error) {
      isBroken = true;
      const isRefused = error instanceof WalError && error.code === "WAL_FAILED";
      if (!isRefused) meter.failed(batch, error);
      for (const { failed } of callers) failed(error);
    }
  };

  const enter = (caller: Omit<Caller, "bytes" | "sinceMs">): void => {
    const bytes = caller.records.reduce((sum, record) => sum + sizeOfRecord(record), 0);
    queue.addCaller({ ...caller, bytes, sinceMs: meter.now() });
    arrived();
  };

  const assertOpen = (): void => {
    if (closing) throw closed();
  };

  const runTask = <Result>(work: () => Promise<Result>): Promise<Result> =>
    new Promise((resolve, reject) => {
      const task: Task = () => work().then(resolve, reject);
      queue.addTask(task);
      arrived();
    });

  return {
    meter,
    append: (records, durable = sync === "always", toldAs) =>
      new Promise((resolve, reject) => {
        assertOpen();
        if (queue.bytes() >= maxQueueBytes) throw busy(queue.bytes());
        const told: Caller["told"] = (positions) => resolve(toldAs(positions));
        enter({ records: [...records], durable, told, failed: reject });
      }),
    turn: (durable) =>
      new Promise((resolve, reject) => {
        assertOpen();
        enter({ records: [], durable, told: () => resolve(), failed: reject });
      }),
    task: async (work) => {
      assertOpen();
      return runTask(work);
    },
    room: async () => {
      assertOpen();
      await door.wait();
    },
    isClosed: () => closing !== undefined,
    close: () => {
      if (closing) return closing;
      // A task like others, and the last one.
      let end = (): void => undefined;
      closing = new Promise((resolve, reject) => {
        end = () => void runTask(() => log.close()).then(resolve, reject);
      });
      end();
      return closing;
    },
  };
}
