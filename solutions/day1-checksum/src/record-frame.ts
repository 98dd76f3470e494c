import { type Frame, LAST_OF_BATCH, WalError } from "@wal-labs/core";
import {
  type Entry,
  RECORD_CODES,
  type RecordOf,
  type RecordType,
  type Stamp,
  type WalRecord,
} from "./record.ts";

/**
 * The frame of a record that is a batch of its own. Keys and values are shared with the record, not
 * copied.
 *
 * @throws a `WalError` `WAL_INVALID_ARGUMENT` when the type is none of {@link RECORD_CODES}, a
 * transaction id is there without need, absent, or no positive safe integer, or a text is not
 * well-formed Unicode.
 * @exercise 1.2
 */
export function toFrame(record: WalRecord, stamp: Stamp): Frame {
  const type = CODES_BY_TYPE.get(record.type);
  if (type === undefined) throw invalid(`There is no record type "${record.type}".`);
  const transactionId = transactionIdOf(record);
  const { key, value } = keyAndValue(record);
  const { sequence, timestampMs, syncedWatermark } = stamp;
  const flags = LAST_OF_BATCH;
  return { type, flags, transactionId, sequence, timestampMs, syncedWatermark, key, value };
}

/**
 * The record in a frame whose checksum has been verified. Copies the bytes, so the frame's buffer
 * may be reused; with `shared`, may leave them where they are, for a caller who never reuses it.
 *
 * @throws a `WalError` `WAL_UNSUPPORTED` when the type is none of {@link RECORD_CODES}: skipping a
 * record that a newer version wrote would leave a hole. `WAL_CORRUPTED` when a field that the type
 * does not have is not empty, or a text is not UTF-8.
 * @exercise 1.2
 */
export function fromFrame(frame: Frame, { shared = false }: { shared?: boolean } = {}): Entry {
  const type = TYPES_BY_CODE.get(frame.type);
  if (!type) {
    const message = `Record ${frame.sequence} is of unknown type ${frame.type}.`;
    throw new WalError("WAL_UNSUPPORTED", message);
  }
  const record = RECORD_READERS[type](shared ? frame : copyOf(frame));
  assertNothingElse(record, frame);
  return { sequence: frame.sequence, timestampMs: frame.timestampMs, record };
}

const TRANSACTIONAL: ReadonlySet<RecordType> = new Set<RecordType>([
  "transaction-put",
  "transaction-delete",
  "commit",
  "abort",
]);
const NOTHING = new Uint8Array(0);
const CODES_BY_TYPE: ReadonlyMap<string, number> = new Map(Object.entries(RECORD_CODES));
const TYPES_BY_CODE = new Map<number, RecordType>(
  Object.entries(RECORD_CODES).map(([type, code]) => [code, type as RecordType]),
);

const RECORD_READERS: { [Type in RecordType]: (frame: Frame) => RecordOf<Type> } = {
  put: ({ key, value }) => ({ type: "put", key, value }),
  delete: ({ key }) => ({ type: "delete", key }),
  "transaction-put": ({ transactionId, key, value }) => ({
    type: "transaction-put",
    transactionId,
    key,
    value,
  }),
  "transaction-delete": ({ transactionId, key }) => ({
    type: "transaction-delete",
    transactionId,
    key,
  }),
  commit: ({ transactionId }) => ({ type: "commit", transactionId }),
  abort: ({ transactionId }) => ({ type: "abort", transactionId }),
  enqueue: ({ key, value }) => ({ type: "enqueue", jobId: decode(key), payload: value }),
  dispatch: ({ key }) => ({ type: "dispatch", jobId: decode(key) }),
  ack: ({ key }) => ({ type: "ack", jobId: decode(key) }),
  retry: ({ key, value }) => ({ type: "retry", jobId: decode(key), reason: decode(value) }),
  dead: ({ key, value }) => ({ type: "dead", jobId: decode(key), reason: decode(value) }),
};

function copyOf(frame: Frame): Frame {
  return { ...frame, key: new Uint8Array(frame.key), value: new Uint8Array(frame.value) };
}

function keyAndValue(record: WalRecord): { key: Uint8Array; value: Uint8Array } {
  switch (record.type) {
    case "put":
    case "transaction-put":
      return { key: record.key, value: record.value };
    case "delete":
    case "transaction-delete":
      return { key: record.key, value: NOTHING };
    case "commit":
    case "abort":
      return { key: NOTHING, value: NOTHING };
    case "enqueue":
      return { key: encode(record.jobId), value: record.payload };
    case "dispatch":
    case "ack":
      return { key: encode(record.jobId), value: NOTHING };
    case "retry":
    case "dead":
      return { key: encode(record.jobId), value: encode(record.reason) };
  }
}

/** The type decides whether there is an id: what is dropped here could not be read back. */
function transactionIdOf(record: WalRecord): number {
  const id = "transactionId" in record ? record.transactionId : 0;
  const fits = TRANSACTIONAL.has(record.type) ? Number.isSafeInteger(id) && id > 0 : id === 0;
  if (!fits) throw invalid(`${id} is no transaction id for a ${record.type}.`);
  return id;
}

/** A field that the type does not have must be empty, or something was there that we would drop. */
function assertNothingElse(record: WalRecord, frame: Frame): void {
  const { key, value } = keyAndValue(record);
  const same = key.length === frame.key.length && value.length === frame.value.length;
  if (same && TRANSACTIONAL.has(record.type) === frame.transactionId > 0) return;
  throw new WalError(
    "WAL_CORRUPTED",
    `Record ${frame.sequence} (${record.type}) has a field that its type does not have.`,
  );
}

function encode(text: string): Uint8Array {
  if (!text.isWellFormed()) throw invalid(`Not well-formed Unicode: ${JSON.stringify(text)}.`);
  return new TextEncoder().encode(text);
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new WalError("WAL_CORRUPTED", "A text in the log is not UTF-8.", { cause });
  }
}

function invalid(message: string): WalError {
  return new WalError("WAL_INVALID_ARGUMENT", message);
}
