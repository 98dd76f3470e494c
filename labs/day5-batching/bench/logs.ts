import { join } from "node:path";
import { GroupCommitLog } from "@wal-labs/batching";
import type { WalRecord } from "@wal-labs/checksum";
import { ConcurrentLog } from "@wal-labs/concurrency";
import { SegmentedLog } from "@wal-labs/rotation";
import { interleaved, median } from "./interleaved.ts";

/** Numbers of appenders at once. */
export const APPENDERS = [1, 10, 64, 256] as const;

/** Records a second. */
export interface Policies {
  /** A sync for each. */
  readonly every: number;
  /** A write and a sync for 100. */
  readonly batched: number;
  /** Written, and never synced. */
  readonly buffered: number;
}

/** Records a second with so many appenders at once, each of whom awaits durability. */
export interface Grouped {
  readonly appenders: number;
  /** With a sync for each: the log of day 4. */
  readonly single: number;
  readonly grouped: number;
  /** How many times as many, compared round by round. */
  readonly times: number;
}

// Unknown, because a blank of exercise 1.1 has no such type yet.
const RECORD = {
  type: "put",
  key: new Uint8Array(16).fill(107),
  value: new Uint8Array(112).fill(118),
} as unknown as WalRecord;
const BATCH = Array.from({ length: 100 }, () => [RECORD]);
const REPLAYED = 20_000;
/** The same for all, so that what differs is the batching. */
const OPTIONS = {
  segmentSize: 4 * 1024 * 1024,
  preallocate: "ahead",
  durableWrites: true,
} as const;

/** Appends one record after the other to day 3's log, in three ways. */
export async function policies(folder: string, seconds: number): Promise<Policies> {
  const open = (name: string, sync: "always" | "manual") =>
    SegmentedLog.open(join(folder, name), { ...OPTIONS, sync });
  await using every = await open("every", "always");
  await using batched = await open("batched", "always");
  await using buffered = await open("buffered", "manual");
  const single = (log: SegmentedLog) => (ms: number) => perSecond(ms, 1, () => log.append(RECORD));
  const measures = {
    every: single(every),
    batched: (ms: number) => perSecond(ms, BATCH.length, () => batched.appendAll(BATCH)),
    buffered: single(buffered),
  };
  const found = await interleaved(measures, seconds);
  return {
    every: median(found.every),
    batched: median(found.batched),
    buffered: median(found.buffered),
  };
}

/** Has 1, 10, 64 and 256 appenders append to day 4's log, and to yours of today. */
export async function groupCommit(folder: string, seconds: number): Promise<Grouped[]> {
  const results: Grouped[] = [];
  for (const appenders of APPENDERS) {
    await using single = await ConcurrentLog.open(join(folder, `single-${appenders}`), OPTIONS);
    await using grouped = await GroupCommitLog.open(join(folder, `group-${appenders}`), OPTIONS);
    const measures = {
      single: (ms: number) => perSecondOf(single, appenders, ms),
      grouped: (ms: number) => perSecondOf(grouped, appenders, ms),
    };
    const found = await interleaved(measures, seconds);
    const times = found.grouped.map((perSecond, round) => perSecond / (found.single[round] ?? 0));
    results.push({
      ...{ appenders, single: median(found.single), grouped: median(found.grouped) },
      times: median(times),
    });
  }
  return results;
}

/** Records a second that a replay hands over, from the page cache. */
export async function replaying(folder: string, seconds: number): Promise<number> {
  await using log = await SegmentedLog.open(join(folder, "replayed"), {
    ...OPTIONS,
    sync: "manual",
  });
  for (let count = 0; count < REPLAYED; count += BATCH.length) await log.appendAll(BATCH);
  const replay = () => log.replay(() => undefined);
  const measures = { replay: (ms: number) => perSecond(ms, REPLAYED, replay) };
  return median((await interleaved(measures, seconds)).replay);
}

/** Does something again and again, one after the other; `count` is what each time counts for. */
async function perSecond(ms: number, count: number, work: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  let done = 0;
  do {
    await work();
    done += count;
  } while (performance.now() < startMs + ms);
  return (done * 1000) / (performance.now() - startMs);
}

/** What all appenders do in a second, together. */
async function perSecondOf(
  log: Pick<ConcurrentLog, "append">,
  appenders: number,
  ms: number,
): Promise<number> {
  const appender = () => perSecond(ms, 1, () => log.append(RECORD));
  const each = await Promise.all(Array.from({ length: appenders }, appender));
  return each.reduce((sum, one) => sum + one, 0);
}
