import type { LogFile, Position, WalRecord } from "@wal-labs/checksum";
import { SEAL_TYPE } from "@wal-labs/core";
import type { Journal, SimDisk } from "@wal-labs/core/sim";
import { expect } from "vitest";
import { type Inspection, inspect } from "../inspect.ts";
import type { Day1 } from "./check.ts";

/** How a log of this day says that it is not whole. */
const REFUSALS = new Set<unknown>(["WAL_CORRUPTED", "WAL_UNSUPPORTED"]);

/**
 * What a workload was promised, to be held against what a crash left. One for each exploration.
 */
export class Promises {
  readonly #path: string;
  readonly #records: ReadonlyMap<string, WalRecord>;
  readonly #positions = new Map<string, Position>();

  constructor(path: string, records: readonly WalRecord[]) {
    this.#path = path;
    this.#records = new Map(records.map((record, index) => [`record ${index + 1}`, record]));
  }

  /** What the explorer may leave out: a label for each record. */
  get steps(): string[] {
    return [...this.#records.keys()];
  }

  /** Appends a record that counts as promised only when the workload acknowledges it. */
  async write(log: LogFile, journal: Journal, step: string): Promise<void> {
    journal.attempt(step);
    this.#positions.set(step, await log.append(this.#record(step)));
  }

  /** Appends a record, which is promised when append resolves. */
  async append(log: LogFile, journal: Journal, step: string): Promise<void> {
    await this.write(log, journal, step);
    journal.acknowledge(step);
  }

  /**
   * Holds what is on a disk against the journal: everything acknowledged is there, in order and
   * readable by position, and nothing else but what was attempted. A log that a crash tore may refuse
   * to open on this day, if its whole part still holds everything that was acknowledged.
   */
  async check(restarted: Day1, disk: SimDisk, journal: Journal): Promise<string> {
    const found = await this.inspect(disk);
    const keys = found.frames.filter(({ type }) => type !== SEAL_TYPE).map(({ key }) => key);
    const attempted = journal.attempted.map((step) => this.#record(step));
    const kept = attempted.slice(0, keys.length).map((record) => "key" in record && record.key);
    expect(keys, "the records on the disk are the first of those attempted").toEqual(kept);
    const promised = journal.acknowledged.length;
    expect(keys.length, "records on the disk, of those acknowledged").toBeGreaterThanOrEqual(
      promised,
    );
    return this.#reopen(restarted, disk, journal, found);
  }

  /** What is in the log's file, if there is one. */
  async inspect(disk: SimDisk): Promise<Inspection> {
    const names = await disk.readdir("/");
    const exists = names.includes(this.#path.slice(1));
    return inspect(exists ? disk.readFile(this.#path) : new Uint8Array(0));
  }

  async #reopen(
    restarted: Day1,
    disk: SimDisk,
    journal: Journal,
    found: Inspection,
  ): Promise<string> {
    const opening = restarted.LogFile.open(this.#path, { fs: disk });
    const log = await opening.catch((error: { code?: unknown }) => {
      if (isTorn(found) && REFUSALS.has(error.code)) return undefined;
      throw error;
    });
    if (!log) return `a torn log; its whole part has ${found.frames.length} frames`;
    for (const step of journal.acknowledged) {
      const position = this.#positions.get(step);
      if (!position) continue;
      expect(await log.read(position), step).toMatchObject({ record: this.#record(step) });
    }
    return `an open log, last sequence ${await log.lastSequence}`;
  }

  #record(step: string): WalRecord {
    const record = this.#records.get(step);
    if (!record) throw new RangeError(`There is no step ${step}.`);
    return record;
  }
}

function isTorn({ header, tailSize }: Inspection): boolean {
  return tailSize > 0 || header === undefined;
}
