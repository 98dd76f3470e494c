import type { WalRecord } from "@wal-labs/checksum";
import type { Journal, Random, SimDisk } from "@wal-labs/core/sim";
import { expect } from "vitest";
import { range } from "../day3/check.ts";
import { expectOneLog, record, segmentsOn } from "../day3/segments.ts";
import type { Log } from "./check.ts";

type Put = WalRecord & { readonly key: Uint8Array };

/** Appends and batches that are called at once, to be held against what a crash left of them. */
export class Calls {
  /** In the order in which they are called. A call of one record is an append, else a batch. */
  readonly #batches: ReadonlyMap<string, readonly Put[]>;

  /** @param sizes how many records each call has; 0 for a rotation. */
  constructor(random: Random, sizes: readonly number[]) {
    this.#batches = new Map(
      sizes.map((size, index) => [`call ${index + 1}`, range(1, size).map(() => record(random))]),
    );
  }

  /** Makes all calls at once. Each is promised when it resolves; failures are not looked at. */
  async run(log: Log, journal: Journal): Promise<void> {
    const calls = [...this.#batches].map(async ([label, records]) => {
      journal.attempt(label);
      await this.#call(log, records);
      journal.acknowledge(label);
    });
    await Promise.allSettled(calls);
  }

  /**
   * Holds what is on a disk against the journal: the first of the calls that were made, each whole or
   * not at all, and among them all that were promised. Gives the number of records.
   */
  expectKept(disk: SimDisk, journal: Journal): number {
    const found = expectOneLog(segmentsOn(disk)).map(({ key }) => key);
    const begun = [...this.#batches].filter(([label]) => journal.attempted.includes(label));
    const keys = begun.flatMap(([, records]) => records.map(({ key }) => key));
    expect(found, "the records on the disk are the first of those called").toEqual(
      keys.slice(0, found.length),
    );
    let end = 0;
    for (const [label, { length }] of begun) {
      const isCut = end < found.length && found.length < end + length;
      expect(isCut, `${label} is there in part`).toBe(false);
      end += length;
      if (!journal.acknowledged.includes(label)) continue;
      expect(found.length, `records on the disk, of those up to ${label}`).toBeGreaterThanOrEqual(
        end,
      );
    }
    return found.length;
  }

  #call(log: Log, records: readonly Put[]): Promise<unknown> {
    const [first] = records;
    if (!first) return log.rotate();
    return records.length === 1 ? log.append(first) : log.appendBatch(records);
  }
}
