import { setImmediate } from "node:timers/promises";
import type * as Concurrency from "@wal-labs/concurrency";
import type { FileSystem } from "@wal-labs/core";
import type { SimDisk } from "@wal-labs/core/sim";
import { type CheckNotes, check as checkOf, type Student } from "../check.ts";
import { DIRECTORY } from "../day3/check.ts";

/** What the package of day 4 exports. */
export type Day4 = typeof Concurrency;

/** A log of the submission's. */
export type Log = Concurrency.ConcurrentLog;

/** A segment that holds this many puts of `record`, and a seal behind them. */
export function roomFor(records: number): { segmentSize: number } {
  return { segmentSize: 64 + records * 96 + 48 };
}

/** A check of day 4. */
export function check(
  id: string,
  notes: CheckNotes,
  body: (student: Student<Day4>) => Promise<void>,
): void {
  checkOf<Day4>(id, notes, body);
}

/** Opens the log of a disk. Its owner has the pid of every submission, unless told otherwise. */
export function opened(
  { ConcurrentLog }: Day4,
  fs: FileSystem,
  options: Concurrency.ConcurrentLogOptions = {},
): Promise<Log> {
  return ConcurrentLog.open(DIRECTORY, { fs, ...options });
}

/**
 * Does something in the middle of each sync: the submission has done all that it does without waiting
 * for it, and nothing of it is durable yet.
 */
export function duringSyncs(disk: SimDisk, act: () => Promise<unknown>): void {
  disk.slowSyncs = async () => {
    await act();
    await setImmediate();
  };
}

/** A promise, and who settles it. */
export interface Gate {
  readonly opened: Promise<void>;
  readonly open: () => void;
}

/** What somebody waits for until this side lets them go on. */
export function gate(): Gate {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

/** Calls that go on while others are looked at: a failure of theirs is news only when awaited. */
export function underWay<Result>(call: Promise<Result>): Promise<Result> {
  call.catch(() => undefined);
  return call;
}
