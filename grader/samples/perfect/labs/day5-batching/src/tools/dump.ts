import type { RecordType } from "@wal-labs/checksum";
import { SEAL_TYPE, WalError } from "@wal-labs/core";
import { type DumpedRecord, dumpedRecord, isRecordType } from "./dumped-record.ts";
import { LogReading } from "./log-reading.ts";
import { LogSource, type ToolOptions } from "./log-source.ts";

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
  const { from = 1, to = Number.MAX_SAFE_INTEGER, type, follow = false, intervalMs = 200 } = options;
  const { signal, maxRecordSize } = options;
  const types = type === undefined ? undefined : [type].flat();
  for (const sequence of [from, to]) {
    if (!Number.isSafeInteger(sequence) || sequence < 1) throw invalid(`${sequence} is no sequence.`);
  }
  for (const name of types ?? []) if (!isRecordType(name)) throw invalid(`${name} is no type.`);
  const source = await LogSource.at(path, options);
  const reading = new LogReading(source, { from, follow, intervalMs, signal, maxRecordSize });
  for await (const { segment, frames } of reading.passages()) {
    for (const placed of frames) {
      const { type: code, sequence } = placed.frame;
      if (signal?.aborted || sequence > to) return;
      if (code === SEAL_TYPE || sequence < from) continue;
      const record = dumpedRecord(placed, segment);
      if (!types || types.includes(record.type)) yield record;
      if (sequence === to) return;
    }
  }
}

function invalid(message: string): WalError {
  return new WalError("WAL_INVALID_ARGUMENT", message);
}
