import type { RecordType } from "@wal-labs/checksum";
import { NotImplementedError } from "@wal-labs/core";
import type { DumpedRecord } from "./dumped-record.ts";
import type { ToolOptions } from "./log-source.ts";

/** How to {@link dump}. */
export interface DumpOptions extends ToolOptions {
  /** The first sequence to give. Default 1. */
  readonly from?: number | undefined;
  /** The last sequence to give; behind it, nothing more is read. Default: no limit. */
  readonly to?: number | undefined;
  /** Which records to give, by type. Default: all. */
  readonly type?: RecordType | readonly RecordType[] | undefined;
  /** Whether to wait for records that come later, until `to` or `signal` ends it. Default false. */
  readonly follow?: boolean | undefined;
  /** While it follows: time from one look to the next. Default 200. */
  readonly intervalMs?: number | undefined;
  /** Ends it, without an error. Leaves no timer behind. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Gives the records of a log, in order, as plain objects that `JSON.stringify` takes: of a
 * segment's file, or of a log's directory. Only reads, also beside a writer. Takes the memory of a
 * chunk, or of one batch, however long the log. Seals are no records.
 *
 * A torn tail ends it, as the end of the log does; at damage it throws, after all records before
 * it. The checkpoint is not read: a log that has been cleaned begins where it begins. What it shows
 * need not be durable. While it follows, it goes on with a record as soon as its whole batch is
 * there, across rotations; records that a cleaner removes first are left out, as the sequences
 * show. What stands behind the last whole batch is not judged then, for it may be half written.
 *
 * @throws a `CorruptionError` when records are damaged or missing that were durable; a `WalError`
 * `WAL_UNSUPPORTED` when a file is no segment, of a newer version, or holds a record of unknown
 * type, or a directory has no segment; `WAL_IO` when there is nothing at `path`, or the file system
 * fails; `WAL_INVALID_ARGUMENT` when `from` or `to` is no sequence, or `type` no type.
 * @exercise 5.6
 */
export async function* dump(path: string, options: DumpOptions = {}): AsyncGenerator<DumpedRecord> {
  throw new NotImplementedError("5.6");
}
