import type { Journal, JournalEntry } from "./journal.ts";
import type { DiskSnapshot, SimDisk } from "./simulated-disk.ts";

/** A moment at which a program can be cut off: between two operations, or after the last. */
export interface Cut {
  /** How many operations were done. */
  readonly operations: number;
  readonly snapshot: DiskSnapshot;
  /** What had been said by then. */
  readonly entries: readonly JournalEntry[];
}

/** A program that ran to its end, and each moment at which it could have been cut off. */
export interface RecordedRun {
  readonly disk: SimDisk;
  readonly journal: Journal;
  /** Earliest first. Moments at which nothing had changed since the one before are left out. */
  readonly cuts: readonly Cut[];
}

/**
 * Runs a program once on `disk`, and keeps the disk as it was before each operation and at the end.
 */
export async function recordRun(
  disk: SimDisk,
  journal: Journal,
  program: () => Promise<unknown>,
): Promise<RecordedRun> {
  const cuts: Cut[] = [];
  let seen = "";
  const record = (): void => {
    const now = `${disk.version} ${journal.entries.length}`;
    if (now === seen) return;
    seen = now;
    const entries = journal.entries.slice();
    cuts.push({ operations: disk.log.length, snapshot: disk.snapshot(), entries });
  };
  const stop = disk.beforeOperation(record);
  try {
    await program();
  } finally {
    stop();
  }
  record();
  return { disk, journal, cuts };
}

/** The last moment at which at most `operations` operations were done. */
export function cutAfter(run: RecordedRun, operations: number): Cut | undefined {
  return run.cuts.findLast((cut) => cut.operations <= operations);
}
