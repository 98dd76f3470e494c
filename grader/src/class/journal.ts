import { join } from "node:path";
import { deflateSync, inflateSync } from "node:zlib";
import { GroupCommitLog } from "@wal-labs/batching";
import { readFrame, readHeader, type WalRecord } from "@wal-labs/checksum";
import { DEFAULT_MAX_RECORD_SIZE, type FileHandle, nodeFs } from "@wal-labs/core";
import type { SegmentPosition } from "@wal-labs/rotation";
import { journalError } from "./book-errors.ts";

/** Told of each change of the journal, in order; `undefined` when a key was taken out. */
export type Watcher = (key: string, position: SegmentPosition | undefined) => void;

/** A change to make: a value of any kind that JSON can say, or `undefined` to take the key out. */
export type Change = readonly [key: string, value: unknown];

interface OpenSegment {
  readonly handle: FileHandle;
  readonly salt: number;
}

/**
 * Values by key, as compressed JSON in a log of day 5's reference: a put, or a delete, for each change.
 * It keeps no value in memory. Whoever watches keeps positions, and reads by them.
 */
export class Journal {
  readonly #directory: string;
  readonly #log: GroupCommitLog;
  readonly #watcher: Watcher;
  readonly #segments = new Map<string, Promise<OpenSegment>>();

  private constructor(directory: string, log: GroupCommitLog, watcher: Watcher) {
    this.#directory = directory;
    this.#log = log;
    this.#watcher = watcher;
  }

  /**
   * Opens the journal of a book, or creates it, and tells `watcher` of every change in it. A torn tail
   * is cut off.
   *
   * @param directory of the book, which must exist.
   * @throws a `JournalError` when it is damaged, or somebody else has it open.
   */
  static async open(directory: string, watcher: Watcher): Promise<Journal> {
    let log: GroupCommitLog | undefined;
    try {
      log = await GroupCommitLog.open(journalFolder(directory));
      const journal = new Journal(directory, log, watcher);
      await log.replay(({ record }, position) => journal.#tell(record, position));
      return journal;
    } catch (error) {
      await log?.close().catch(() => undefined);
      throw journalError(directory, error);
    }
  }

  /** Makes changes, all of them or none. They are durable, and told, when it resolves. */
  async write(changes: readonly Change[]): Promise<void> {
    const records = changes.map(recordOf);
    const positions = await this.#log.appendBatch(records);
    for (const [index, record] of records.entries()) this.#tell(record, positions[index]);
  }

  /**
   * The value that lies at a position.
   *
   * @throws a `JournalError` when it does not lie there whole any more.
   */
  async read({ segment, offset, sequence }: SegmentPosition): Promise<unknown> {
    const opening = this.#segments.get(segment) ?? this.#openSegment(segment);
    this.#segments.set(segment, opening);
    try {
      const { handle, salt } = await opening;
      const expected = { sequence, salt, maxRecordSize: DEFAULT_MAX_RECORD_SIZE };
      const { frame } = await readFrame(handle, offset, expected);
      return JSON.parse(inflateSync(frame.value).toString());
    } catch (error) {
      throw journalError(this.#directory, error);
    }
  }

  /** Lets what is being written come to its end. */
  async close(): Promise<void> {
    for (const opening of this.#segments.values()) {
      const opened = await opening.catch(() => undefined);
      await opened?.handle.close();
    }
    this.#segments.clear();
    await this.#log.close();
  }

  async #openSegment(name: string): Promise<OpenSegment> {
    const handle = await nodeFs.open(join(journalFolder(this.#directory), name), "r");
    const { salt } = await readHeader(handle);
    return { handle, salt };
  }

  #tell(record: WalRecord, position: SegmentPosition | undefined): void {
    if (record.type === "put") this.#watcher(new TextDecoder().decode(record.key), position);
    if (record.type === "delete") this.#watcher(new TextDecoder().decode(record.key), undefined);
  }
}

/** Where a book's journal lies. */
export function journalFolder(directory: string): string {
  return join(directory, "journal");
}

function recordOf([text, value]: Change): WalRecord {
  const key = new TextEncoder().encode(text);
  if (value === undefined) return { type: "delete", key };
  return { type: "put", key, value: deflateSync(JSON.stringify(value)) };
}
