import type { RecordType } from "@wal-labs/checksum";
import { SEAL_TYPE, WalError } from "@wal-labs/core";
import { type DumpedRecord, dumpedRecord, isRecordType } from "./dumped-record.ts";
import { LogReading } from "./log-reading.ts";
import { LogSource, type ToolOptions } from "./log-source.ts";
import type { PlacedFrame } from "./whole-batches.ts";

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
  const { signal, maxRecordSize, follow = false, intervalMs = 200 } = options;
  const from = sequenceOr(1, options.from);
  const to = sequenceOr(Number.POSITIVE_INFINITY, options.to);
  const isWanted = filterOf(options.type);
  const source = await LogSource.at(path, options);
  const how = { from, follow, intervalMs, signal, maxRecordSize };
  for await (const { segment, frames } of new LogReading(source, how).passages()) {
    for (const placed of frames.filter(isRecord)) {
      const { sequence } = placed.frame;
      if (sequence > to || signal?.aborted) return;
      const record = sequence >= from ? dumpedRecord(placed, segment) : undefined;
      if (record && isWanted(record.type)) yield record;
      if (sequence >= to) return;
    }
  }
}

const isRecord = ({ frame }: PlacedFrame): boolean => frame.type !== SEAL_TYPE;

function sequenceOr(otherwise: number, sequence: number | undefined): number {
  if (sequence === undefined) return otherwise;
  if (Number.isSafeInteger(sequence) && sequence > 0) return sequence;
  throw new WalError("WAL_INVALID_ARGUMENT", `${sequence} is no sequence.`);
}

function filterOf(type: DumpOptions["type"]): (type: RecordType) => boolean {
  if (type === undefined) return () => true;
  const types = new Set<string>(typeof type === "string" ? [type] : type);
  const unknown = [...types].find((name) => !isRecordType(name));
  if (unknown === undefined) return (name) => types.has(name);
  throw new WalError("WAL_INVALID_ARGUMENT", `There is no type "${unknown}".`);
}
