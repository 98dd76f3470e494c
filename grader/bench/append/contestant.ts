import type { RecordOf } from "@wal-labs/checksum";

/** A record as every contestant stores it. Its bytes stay as they are. */
export type PutRecord = RecordOf<"put">;

/** Something that keeps records, and says of each when a power failure cannot take it any more. */
export interface Contestant {
  readonly name: string;
  /** Whether the event loop stands still while the disk works. */
  readonly blocksLoop: boolean;
  /** @param segmentSize in bytes, for those that have segments. */
  open(directory: string, segmentSize: number): Promise<OpenContestant>;
}

export interface OpenContestant {
  /** Resolves when the record is durable. May be called again before it has. */
  append(record: PutRecord): Promise<unknown>;
  close(): Promise<unknown>;
}
