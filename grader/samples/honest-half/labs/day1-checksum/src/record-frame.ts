import { type Frame, LAST_OF_BATCH, WalError } from "@wal-labs/core";
import { type Entry, RECORD_CODES, type RecordType, type Stamp, type WalRecord } from "./record.ts";

// Each type is a row: which field of the record is in the frame's key, which in its value, and
// whether it belongs to a transaction. Everything below only reads this table.
type Slot = { name: string; text: boolean } | null;
type Row = { type: RecordType; key: Slot; value: Slot; tx: boolean };

const bytes = (name: string): Slot => ({ name, text: false });
const text = (name: string): Slot => ({ name, text: true });
const row = (type: RecordType, key: Slot, value: Slot, tx = false): Row => ({ type, key, value, tx });

const ROWS: Row[] = [
  row("put", bytes("key"), bytes("value")),
  row("delete", bytes("key"), null),
  row("transaction-put", bytes("key"), bytes("value"), true),
  row("transaction-delete", bytes("key"), null, true),
  row("commit", null, null, true),
  row("abort", null, null, true),
  row("enqueue", text("jobId"), bytes("payload")),
  row("dispatch", text("jobId"), null),
  row("ack", text("jobId"), null),
  row("retry", text("jobId"), text("reason")),
  row("dead", text("jobId"), text("reason")),
];

const fail = (code: "WAL_INVALID_ARGUMENT" | "WAL_CORRUPTED" | "WAL_UNSUPPORTED", why: string) =>
  new WalError(code, why);

const pack = (slot: Slot, fields: Record<string, unknown>): Uint8Array => {
  if (slot === null) return new Uint8Array(0);
  const value = fields[slot.name];
  if (!slot.text) return value as Uint8Array;
  const string = value as string;
  if (string.toWellFormed() !== string) throw fail("WAL_INVALID_ARGUMENT", "half a surrogate pair");
  return new TextEncoder().encode(string);
};

const unpack = (slot: Slot, raw: Uint8Array): Record<string, unknown> => {
  if (slot === null) {
    if (raw.byteLength > 0) throw fail("WAL_CORRUPTED", "the frame has a field too many");
    return {};
  }
  if (!slot.text) return { [slot.name]: Uint8Array.from(raw) };
  const string = Buffer.from(raw).toString("utf8");
  // Whatever does not encode back to the same bytes was no UTF-8.
  if (Buffer.compare(Buffer.from(string, "utf8"), raw) !== 0) {
    throw fail("WAL_CORRUPTED", "the frame has a text that is not UTF-8");
  }
  return { [slot.name]: string };
};

export function toFrame(record: WalRecord, stamp: Stamp): Frame {
  const found = ROWS.find((candidate) => candidate.type === record.type);
  if (found === undefined) throw fail("WAL_INVALID_ARGUMENT", `no such type: ${record.type}`);
  const fields = record as unknown as Record<string, unknown>;
  const transactionId = found.tx ? (fields.transactionId as number) : 0;
  if (found.tx !== "transactionId" in record) {
    throw fail("WAL_INVALID_ARGUMENT", `wrong fields for ${found.type}`);
  }
  if (found.tx && !(Number.isSafeInteger(transactionId) && transactionId >= 1)) {
    throw fail("WAL_INVALID_ARGUMENT", `not a transaction id: ${transactionId}`);
  }
  return {
    ...stamp,
    type: RECORD_CODES[found.type],
    flags: LAST_OF_BATCH,
    transactionId,
    key: pack(found.key, fields),
    value: pack(found.value, fields),
  };
}

export function fromFrame(frame: Frame): Entry {
  const found = ROWS.find(({ type }) => RECORD_CODES[type] === frame.type);
  if (found === undefined) throw fail("WAL_UNSUPPORTED", `type ${frame.type} is from the future`);
  if (found.tx !== frame.transactionId > 0) throw fail("WAL_CORRUPTED", "stray transaction id");
  const record = {
    type: found.type,
    ...(found.tx ? { transactionId: frame.transactionId } : {}),
    ...unpack(found.key, frame.key),
    ...unpack(found.value, frame.value),
  } as unknown as WalRecord;
  return { sequence: frame.sequence, timestampMs: frame.timestampMs, record };
}
