import type { WalRecord } from "@wal-labs/checksum";
import type { Journal, Random, SimDisk } from "@wal-labs/core/sim";
import { expect } from "vitest";
import { range } from "../day3/check.ts";
import { expectOneLog, record, segmentsOn } from "../day3/segments.ts";
import type { Log } from "./check.ts";

type Put = WalRecord & { readonly key: Uint8Array };

/** One call: an append of one record, a batch of several, or a rotation when it has none. */
export interface Call {
  readonly size: number;
  /** Lazy calls are told `durable: false`: they are promised by the next durable one only. */
  readonly lazy?: boolean;
}

/** Appends and batches that are called at once, to be held against what a crash left of them. */
export class Calls {
  readonly #calls: ReadonlyMap<string, Call & { readonly records: readonly Put[] }>;

  constructor(random: Random, calls: readonly Call[]) {
    this.#calls = new Map(
      calls.map((call, index) => {
        const records = range(1, call.size).map(() => record(random));
        return [`${nameOf(call)} ${index + 1}`, { ...call, records }];
      }),
    );
  }

  /** The labels of the calls, which may be left out one by one. */
  get steps(): string[] {
    return [...this.#calls.keys()];
  }

  /**
   * Makes the calls at once. A durable one is promised when it resolves, a lazy one never, though
   * those before it are promised with a durable one. Failures are not looked at.
   */
  async run(log: Log, journal: Journal, steps: readonly string[] = this.steps): Promise<void> {
    const chosen = [...this.#calls].filter(([label]) => steps.includes(label));
    await Promise.allSettled(
      chosen.map(async ([label, { records, lazy = false }]) => {
        journal.attempt(label);
        await call(log, records, lazy);
        if (!lazy) journal.acknowledge(label);
      }),
    );
  }

  /**
   * Holds what is on a disk against the journal: the first of the calls that were made, each whole or
   * not at all, and among them all that were promised. Gives the number of records.
   */
  expectKept(disk: SimDisk, journal: Journal): number {
    const found = expectOneLog(segmentsOn(disk)).map(({ key }) => key);
    const begun = journal.attempted.flatMap((label) => {
      const records = this.#calls.get(label)?.records;
      return records ? [{ label, records }] : [];
    });
    const keys = begun.flatMap(({ records }) => records.map(({ key }) => key));
    expect(found, "the records on the disk are the first of those called").toEqual(
      keys.slice(0, found.length),
    );
    let end = 0;
    for (const { label, records } of begun) {
      const isCut = end < found.length && found.length < end + records.length;
      expect(isCut, `${label} is there in part`).toBe(false);
      end += records.length;
      if (!journal.acknowledged.includes(label)) continue;
      const what = `records on the disk, of those up to ${label}`;
      expect(found.length, what).toBeGreaterThanOrEqual(end);
    }
    return found.length;
  }
}

function nameOf({ size, lazy = false }: Call): string {
  if (size === 0) return "rotate";
  const name = size === 1 ? "append" : "batch";
  return lazy ? `lazy ${name}` : name;
}

function call(log: Log, records: readonly Put[], lazy: boolean): Promise<unknown> {
  const [first] = records;
  if (!first) return log.rotate();
  const options = lazy ? { durable: false } : {};
  return records.length === 1 ? log.append(first, options) : log.appendBatch(records, options);
}
