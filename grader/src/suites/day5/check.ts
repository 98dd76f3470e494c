import type * as Batching from "@wal-labs/batching";
import type { FileSystem } from "@wal-labs/core";
import type { SimDisk } from "@wal-labs/core/sim";
import { type CheckNotes, check as checkOf, type Student } from "../check.ts";
import { DIRECTORY } from "../day3/check.ts";

/** What the package of day 5 exports. */
export type Day5 = typeof Batching;

/** A log of the submission's. */
export type Log = Batching.GroupCommitLog;

/** A check of day 5. */
export function check(
  id: string,
  notes: CheckNotes,
  body: (student: Student<Day5>) => Promise<void>,
): void {
  checkOf<Day5>(id, notes, body);
}

/** Opens the log of a disk. */
export function opened(
  { GroupCommitLog }: Day5,
  fs: FileSystem,
  options: Batching.GroupCommitOptions = {},
): Promise<Log> {
  return GroupCommitLog.open(DIRECTORY, { fs, ...options });
}

/** How calls end: with their value, or the code of what they reject with. */
export async function endsOf(calls: readonly Promise<unknown>[]): Promise<unknown[]> {
  const ends = await Promise.allSettled(calls);
  return ends.map((end) => (end.status === "fulfilled" ? end.value : codeIn(end.reason)));
}

/** As {@link endsOf}, with `"done"` for every value. */
export async function codesOf(calls: readonly Promise<unknown>[]): Promise<unknown[]> {
  return endsOf(calls.map((call) => call.then(() => "done")));
}

/** What may be thrown away by whoever waits: a process that has ended is no code. */
function codeIn(reason: { readonly code?: unknown }): unknown {
  if (String(reason.code).startsWith("SANDBOX")) throw reason;
  if (reason.code === "WAL_NOT_IMPLEMENTED") throw reason;
  return reason.code;
}

/** A call, to look at whether it has come to its end without waiting for it. */
export function watch(call: Promise<unknown>): { readonly isOver: boolean } {
  const watched = { isOver: false };
  const end = (): void => {
    watched.isOver = true;
  };
  call.then(end, end);
  return watched;
}

/** Waits for a call, and lets the time of a disk go on as long as the call waits for nothing else. */
export async function ended<Result>(
  call: Promise<Result>,
  { clock }: SimDisk,
  settle: () => Promise<void>,
): Promise<Result> {
  const watched = watch(call);
  for (let turn = 0; turn < 50 && !watched.isOver; turn++) {
    await settle();
    if (!watched.isOver) clock.fireNext();
  }
  return call;
}
