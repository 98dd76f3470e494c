import { type Frame, LAST_OF_BATCH, WalError } from "@wal-labs/core";
import { assertOnly } from "./only-fields.ts";
import { type Entry, RECORD_CODES, type Stamp, type WalRecord } from "./record.ts";
import { decodeText, encodeText } from "./text.ts";
import { transactionId } from "./transaction-id.ts";

const copy = (bytes: Uint8Array): Uint8Array => Uint8Array.from(bytes);

/**
 * The frame of a record that is a batch of its own. Keys and values are shared with the record, not
 * copied.
 *
 * @throws a `WalError` `WAL_INVALID_ARGUMENT` when the type is none of {@link RECORD_CODES}, a
 * transaction id is not a positive safe integer, or a text is not well-formed Unicode.
 */
export function toFrame(record: WalRecord, stamp: Stamp): Frame {
  const blank: Frame = {
    type: codeOf(record),
    flags: LAST_OF_BATCH,
    transactionId: 0,
    sequence: stamp.sequence,
    timestampMs: stamp.timestampMs,
    syncedWatermark: stamp.syncedWatermark,
    key: new Uint8Array(),
    value: new Uint8Array(),
  };
  return { ...blank, ...contentOf(record) };
}

function codeOf({ type }: WalRecord): number {
  if (Object.hasOwn(RECORD_CODES, type)) return RECORD_CODES[type];
  throw new WalError("WAL_INVALID_ARGUMENT", `Not a type of record: ${String(type)}.`);
}

function contentOf(record: WalRecord): Partial<Frame> {
  switch (record.type) {
    case "put":
      return { key: record.key, value: record.value };
    case "delete":
      return { key: record.key };
    case "transaction-put": {
      const { key, value } = record;
      return { transactionId: transactionId(record.transactionId), key, value };
    }
    case "transaction-delete":
      return { transactionId: transactionId(record.transactionId), key: record.key };
    case "commit":
    case "abort":
      return { transactionId: transactionId(record.transactionId) };
    case "enqueue":
      return { key: encodeText(record.jobId), value: record.payload };
    case "dispatch":
    case "ack":
      return { key: encodeText(record.jobId) };
    case "retry":
    case "dead":
      return { key: encodeText(record.jobId), value: encodeText(record.reason) };
  }
}

/**
 * The record in a frame whose checksum has been verified. Copies the bytes, so the frame's buffer
 * may be reused.
 *
 * @throws a `WalError` `WAL_UNSUPPORTED` when the type is none of {@link RECORD_CODES}: skipping a
 * record that a newer version wrote would leave a hole. `WAL_CORRUPTED` when a field that the type
 * does not have is not empty, or a text is not UTF-8.
 */
export function fromFrame(frame: Frame): Entry {
  const { sequence, timestampMs } = frame;
  return { sequence, timestampMs, record: recordIn(frame) };
}

function recordIn(frame: Frame): WalRecord {
  switch (frame.type) {
    case RECORD_CODES.put:
      assertOnly(frame, { key: true, value: true });
      return { type: "put", key: copy(frame.key), value: copy(frame.value) };
    case RECORD_CODES.delete:
      assertOnly(frame, { key: true });
      return { type: "delete", key: copy(frame.key) };
    case RECORD_CODES["transaction-put"]:
    case RECORD_CODES["transaction-delete"]:
    case RECORD_CODES.commit:
    case RECORD_CODES.abort:
      return transactionRecordIn(frame);
    default:
      return jobEventIn(frame);
  }
}

function transactionRecordIn(frame: Frame): WalRecord {
  const { transactionId } = frame;
  switch (frame.type) {
    case RECORD_CODES["transaction-put"]: {
      assertOnly(frame, { key: true, value: true, transaction: true });
      const [key, value] = [copy(frame.key), copy(frame.value)];
      return { type: "transaction-put", transactionId, key, value };
    }
    case RECORD_CODES["transaction-delete"]:
      assertOnly(frame, { key: true, transaction: true });
      return { type: "transaction-delete", transactionId, key: copy(frame.key) };
    default:
      assertOnly(frame, { transaction: true });
      return { type: frame.type === RECORD_CODES.commit ? "commit" : "abort", transactionId };
  }
}

function jobEventIn(frame: Frame): WalRecord {
  switch (frame.type) {
    case RECORD_CODES.enqueue:
      assertOnly(frame, { key: true, value: true });
      return { type: "enqueue", jobId: decodeText(frame.key), payload: copy(frame.value) };
    case RECORD_CODES.dispatch:
    case RECORD_CODES.ack: {
      assertOnly(frame, { key: true });
      const type = frame.type === RECORD_CODES.ack ? "ack" : "dispatch";
      return { type, jobId: decodeText(frame.key) };
    }
    case RECORD_CODES.retry:
    case RECORD_CODES.dead: {
      assertOnly(frame, { key: true, value: true });
      const type = frame.type === RECORD_CODES.dead ? "dead" : "retry";
      return { type, jobId: decodeText(frame.key), reason: decodeText(frame.value) };
    }
    default:
      throw new WalError("WAL_UNSUPPORTED", `Not a known type of record: ${frame.type}.`);
  }
}
