import type { WalRecord } from "@wal-labs/checksum";
import type { Journal, Random, SimDisk } from "@wal-labs/core/sim";
import type { SegmentedLog, SegmentedLogOptions } from "@wal-labs/rotation";
import { expect } from "vitest";
import { type Day3, opened, range } from "./check.ts";
import { expectOneLog, record, segmentsOn } from "./segments.ts";

const MORE = /^one more behind (\d+)$/;

/** What a workload was promised, to be held against what a crash left. One for each exploration. */
export class Promises {
  /** What the explorer may leave out: a label for each record. */
  readonly steps: readonly string[];
  readonly #records: ReadonlyMap<string, WalRecord & { key: Uint8Array }>;
  readonly #more: WalRecord & { key: Uint8Array };
  readonly #options: SegmentedLogOptions;

  constructor(random: Random, count: number, options: SegmentedLogOptions = {}) {
    this.steps = range(1, count).map((index) => `record ${index}`);
    this.#records = new Map(this.steps.map((step) => [step, record(random)]));
    this.#more = record(random);
    this.#options = options;
  }

  /** The log of a disk, opened as every log of this workload is. */
  open(student: Day3, disk: SimDisk): Promise<SegmentedLog> {
    return opened(student, disk, this.#options);
  }

  /** Appends a record that counts as promised only when the workload acknowledges it. */
  async write(log: SegmentedLog, journal: Journal, step: string): Promise<void> {
    journal.attempt(step);
    await log.append(this.#record(step));
  }

  /** Appends a record, which is promised when append resolves. */
  async append(log: SegmentedLog, journal: Journal, step: string): Promise<void> {
    await this.write(log, journal, step);
    journal.acknowledge(step);
  }

  /**
   * Opens what a crash left and holds it against the journal: everything acknowledged is there, in
   * order, in segments without a hole, and nothing else but what was attempted. Then appends one
   * more record, which a crash inside this recovery must keep as well.
   */
  async check(restarted: Day3, disk: SimDisk, journal: Journal): Promise<string> {
    const log = await this.open(restarted, disk);
    const found = this.expectKept(disk, journal);
    expect(await log.lastSequence, "lastSequence").toBe(found);
    const label = `one more behind ${found}`;
    journal.attempt(label);
    expect(await log.append(this.#more)).toMatchObject({ sequence: found + 1 });
    if (this.#options.sync === "manual") await log.sync();
    journal.acknowledge(label);
    await log.close();
    expect(this.expectKept(disk, journal), "records after one more").toBe(found + 1);
    expect(disk.openHandles, "files left open").toBe(0);
    return `an open log, last sequence ${found}`;
  }

  /** Compares the records on a disk with the journal, and gives how many there are. */
  expectKept(disk: SimDisk, journal: Journal): number {
    const keys = expectOneLog(segmentsOn(disk)).map(({ key }) => key);
    const attempted = this.#attempted(journal).map(({ key }) => key);
    expect(keys, "the records on the disk are the first of those attempted").toEqual(
      attempted.slice(0, keys.length),
    );
    const promised = Math.max(
      0,
      ...journal.acknowledged.map((label, index) => {
        const behind = MORE.exec(label)?.[1];
        return behind === undefined ? index + 1 : Number(behind) + 1;
      }),
    );
    expect(keys.length, "records on the disk, of those acknowledged").toBeGreaterThanOrEqual(
      promised,
    );
    return keys.length;
  }

  /** What may be there: where a crash took the end, the next record took its place. */
  #attempted(journal: Journal): { key: Uint8Array }[] {
    const records: { key: Uint8Array }[] = [];
    for (const label of journal.attempted) {
      const behind = MORE.exec(label)?.[1];
      if (behind === undefined) records.push(this.#record(label));
      else records.splice(Number(behind), records.length, this.#more);
    }
    return records;
  }

  #record(step: string): WalRecord & { key: Uint8Array } {
    const found = this.#records.get(step);
    if (!found) throw new RangeError(`There is no step ${step}.`);
    return found;
  }
}
