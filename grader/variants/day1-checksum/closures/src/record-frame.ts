import { type Frame, LAST_OF_BATCH, WalError } from "@wal-labs/core";
import { type Entry, RECORD_CODES, type RecordType, type Stamp, type WalRecord } from "./record.ts";

const NOTHING: Uint8Array = new Uint8Array(0);
const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

type Content = Pick<Frame, "key" | "value" | "transactionId">;

/**
 * The frame of a record that is a batch of its own. Keys and values are shared with the record, not
 * copied.
 *
 * @throws a `WalError` `WAL_INVALID_ARGUMENT` when the type is none of {@link RECORD_CODES}, a
 * transaction id is not a positive safe integer, or a text is not well-formed Unicode.
 */
export function toFrame(record: WalRecord, stamp: Stamp): Frame {
  const { sequence, timestampMs, syncedWatermark } = stamp;
  const content = contentOf(record);
  const type = RECORD_CODES[record.type];
  return { type, flags: LAST_OF_BATCH, sequence, timestampMs, syncedWatermark, ...content };
}

function contentOf(record: WalRecord): Content {
  const content = (key = NOTHING, value = NOTHING, transactionId = 0): Content => ({
    key,
    value,
    transactionId,
  });
  switch (record.type) {
    case "put":
      return content(bytesIn(record.key), bytesIn(record.value));
    case "delete":
      return content(bytesIn(record.key));
    case "transaction-put":
      return content(bytesIn(record.key), bytesIn(record.value), idIn(record.transactionId));
    case "transaction-delete":
      return content(bytesIn(record.key), NOTHING, idIn(record.transactionId));
    case "commit":
    case "abort":
      return content(NOTHING, NOTHING, idIn(record.transactionId));
    case "enqueue":
      return content(textIn(record.jobId), bytesIn(record.payload));
    case "dispatch":
    case "ack":
      return content(textIn(record.jobId));
    case "retry":
    case "dead":
      return content(textIn(record.jobId), textIn(record.reason));
    default:
      throw invalid(`There is no record type ${String((record as { type: unknown }).type)}.`);
  }
}

function bytesIn(value: Uint8Array): Uint8Array {
  if (!(value instanceof Uint8Array)) throw invalid("A key, value or payload must be bytes.");
  return value;
}

function textIn(value: string): Uint8Array {
  if (typeof value === "string" && value.isWellFormed()) return encoder.encode(value);
  throw invalid("A job id or reason must be well-formed Unicode.");
}

function idIn(id: number): number {
  if (Number.isSafeInteger(id) && id > 0) return id;
  throw invalid(`A transaction id must be a positive safe integer, not ${id}.`);
}

function invalid(message: string): WalError {
  return new WalError("WAL_INVALID_ARGUMENT", message);
}

type Decode = (frame: Frame) => WalRecord;

const DECODERS: { readonly [Type in RecordType]: Decode } = {
  put: (frame) => ({ type: "put", key: keyOf(frame), value: contentsOf(frame) }),
  delete: (frame) => ({ type: "delete", key: keyOf(frame) }),
  "transaction-put": (frame) => ({
    type: "transaction-put",
    transactionId: frame.transactionId,
    key: keyOf(frame),
    value: contentsOf(frame),
  }),
  "transaction-delete": (frame) => ({
    type: "transaction-delete",
    transactionId: frame.transactionId,
    key: keyOf(frame),
  }),
  commit: ({ transactionId }) => ({ type: "commit", transactionId }),
  abort: ({ transactionId }) => ({ type: "abort", transactionId }),
  enqueue: (frame) => ({ type: "enqueue", jobId: textOf(frame.key), payload: contentsOf(frame) }),
  dispatch: ({ key }) => ({ type: "dispatch", jobId: textOf(key) }),
  ack: ({ key }) => ({ type: "ack", jobId: textOf(key) }),
  retry: ({ key, value }) => ({ type: "retry", jobId: textOf(key), reason: textOf(value) }),
  dead: ({ key, value }) => ({ type: "dead", jobId: textOf(key), reason: textOf(value) }),
};

const NAMES = new Map(
  Object.entries(RECORD_CODES).map(([name, code]) => [code, name as RecordType]),
);
const WITHOUT_KEY: readonly RecordType[] = ["commit", "abort"];
const WITH_VALUE: readonly RecordType[] = ["put", "transaction-put", "enqueue", "retry", "dead"];
const WITH_ID: readonly RecordType[] = ["transaction-put", "transaction-delete", "commit", "abort"];

/**
 * The record in a frame whose checksum has been verified. Copies the bytes, so the frame's buffer
 * may be reused.
 *
 * @throws a `WalError` `WAL_UNSUPPORTED` when the type is none of {@link RECORD_CODES}: skipping a
 * record that a newer version wrote would leave a hole. `WAL_CORRUPTED` when a field that the type
 * does not have is not empty, or a text is not UTF-8.
 */
export function fromFrame(frame: Frame): Entry {
  const type = (NAMES as ReadonlyMap<number, RecordType>).get(frame.type);
  if (type === undefined) {
    throw new WalError("WAL_UNSUPPORTED", `There is no record type with code ${frame.type}.`);
  }
  if (WITHOUT_KEY.includes(type) && frame.key.length > 0) throw corrupted(`A ${type} has a key.`);
  if (!WITH_VALUE.includes(type) && frame.value.length > 0) {
    throw corrupted(`A ${type} has a value.`);
  }
  if (WITH_ID.includes(type) !== frame.transactionId > 0) {
    throw corrupted(`A ${type} has transaction id ${frame.transactionId}.`);
  }
  const { sequence, timestampMs } = frame;
  return { sequence, timestampMs, record: DECODERS[type](frame) };
}

const keyOf = ({ key }: Frame): Uint8Array => new Uint8Array(key);
const contentsOf = ({ value }: Frame): Uint8Array => new Uint8Array(value);

function textOf(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw corrupted("A job id or reason is not UTF-8.", { cause });
  }
}

function corrupted(message: string, options?: { cause: unknown }): WalError {
  return new WalError("WAL_CORRUPTED", message, options);
}
