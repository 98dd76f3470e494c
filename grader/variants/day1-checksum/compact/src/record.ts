/**
 * What a log can remember, as TypeScript sees it and as it lies in a frame.
 *
 * ```text
 * code type                 key          value             transaction id
 *    1 put                  key          value             0
 *    2 delete               key          none              0
 *   16 transaction-put      key          value             yes
 *   17 transaction-delete   key          none              yes
 *   18 commit               none         none              yes
 *   19 abort                none         none              yes
 *   32 enqueue              job id       payload           0
 *   33 dispatch             job id       none              0
 *   34 ack                  job id       none              0
 *   35 retry                job id       reason            0
 *   36 dead                 job id       reason            0
 * ```
 *
 * Job ids and reasons are UTF-8. A put of an empty value is not a delete: the type tells, not the size.
 *
 * @module
 */
import { type Frame, LAST_OF_BATCH, WalError } from "@wal-labs/core";

/** The code of each record type on disk. Never renumbered; new types get new codes. */
export const RECORD_CODES = {
  put: 1,
  delete: 2,
  "transaction-put": 16,
  "transaction-delete": 17,
  commit: 18,
  abort: 19,
  enqueue: 32,
  dispatch: 33,
  ack: 34,
  retry: 35,
  dead: 36,
} as const;

/** The name of a record type. */
export type RecordType = keyof typeof RECORD_CODES;

/** What a record of each type holds besides its type. */
interface Fields {
  put: { key: Uint8Array; value: Uint8Array };
  delete: { key: Uint8Array };
  "transaction-put": { transactionId: number; key: Uint8Array; value: Uint8Array };
  "transaction-delete": { transactionId: number; key: Uint8Array };
  commit: { transactionId: number };
  abort: { transactionId: number };
  enqueue: { jobId: string; payload: Uint8Array };
  dispatch: { jobId: string };
  ack: { jobId: string };
  retry: { jobId: string; reason: string };
  dead: { jobId: string; reason: string };
}

type OneOf<Type extends RecordType> = {
  [Each in Type]: Readonly<{ type: Each } & Fields[Each]>;
}[Type];

/**
 * What can happen to a job. `enqueue` carries the whole job as bytes of the caller's own choice;
 * `retry` and `dead` say why.
 */
export type JobEvent = OneOf<"enqueue" | "dispatch" | "ack" | "retry" | "dead">;

/** A change of a key-value store. A delete has no value, which differs from an empty one. */
export type KeyValueRecord = OneOf<"put" | "delete">;

/** A change that counts only if its transaction commits. Transaction ids count from 1. */
export type TransactionRecord = OneOf<
  "transaction-put" | "transaction-delete" | "commit" | "abort"
>;

/** Anything a log can remember. */
export type WalRecord = JobEvent | KeyValueRecord | TransactionRecord;

/** The record of one type: `RecordOf<"delete">` has a key and no value. */
export type RecordOf<Type extends RecordType> = Extract<WalRecord, { type: Type }>;

/** Where and when a record stands in its log. */
export interface Stamp {
  /** One more than the record before it; the first is 1. */
  readonly sequence: number;
  /** Milliseconds since 1970, UTC. */
  readonly timestampMs: number;
  /** The last sequence known durable; 0 for none. */
  readonly syncedWatermark: number;
}

/** A record as read back from a log. It owns its bytes. */
export interface Entry {
  readonly sequence: number;
  readonly timestampMs: number;
  readonly record: WalRecord;
}

type FieldName = "key" | "value" | "jobId" | "payload" | "reason" | "transactionId";

/** Which field of a record of each type lies in the frame's key, value and transaction id. */
const LAYOUT: Record<RecordType, Partial<Record<"key" | "value" | "transactionId", FieldName>>> = {
  put: { key: "key", value: "value" },
  delete: { key: "key" },
  "transaction-put": { key: "key", value: "value", transactionId: "transactionId" },
  "transaction-delete": { key: "key", transactionId: "transactionId" },
  commit: { transactionId: "transactionId" },
  abort: { transactionId: "transactionId" },
  enqueue: { key: "jobId", value: "payload" },
  dispatch: { key: "jobId" },
  ack: { key: "jobId" },
  retry: { key: "jobId", value: "reason" },
  dead: { key: "jobId", value: "reason" },
};

const isText = (name: FieldName) => name === "jobId" || name === "reason";
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * The frame of a record that is a batch of its own. Keys and values are shared with the record, not
 * copied.
 *
 * @throws a `WalError` `WAL_INVALID_ARGUMENT` when the type is none of {@link RECORD_CODES}, a
 * transaction id is not a positive safe integer, or a text is not well-formed Unicode.
 */
export function toFrame(record: WalRecord, stamp: Stamp): Frame {
  const fields: Partial<Record<FieldName, unknown>> = record;
  const refuse = (what: string): never => {
    throw new WalError("WAL_INVALID_ARGUMENT", `A record cannot have ${what}.`);
  };
  if (!Object.hasOwn(LAYOUT, record.type)) refuse(`the type ${String(record.type)}`);
  const layout = LAYOUT[record.type];
  const bytesOf = (name: FieldName | undefined): Uint8Array => {
    const value = name === undefined ? new Uint8Array() : fields[name];
    if (name === undefined || !isText(name)) {
      return value instanceof Uint8Array ? value : refuse(`a ${name} that is not bytes`);
    }
    if (typeof value === "string" && value.isWellFormed()) return new TextEncoder().encode(value);
    return refuse(`a ${name} that is not well-formed`);
  };
  const transactionId = layout.transactionId ? Number(fields.transactionId) : 0;
  const isCount = Number.isSafeInteger(fields.transactionId) && transactionId > 0;
  if (layout.transactionId && !isCount) refuse(`the transaction id ${fields.transactionId}`);
  const [key, value] = [bytesOf(layout.key), bytesOf(layout.value)];
  const { sequence, timestampMs, syncedWatermark } = stamp;
  const place = { flags: LAST_OF_BATCH, sequence, timestampMs, syncedWatermark };
  return { type: RECORD_CODES[record.type], ...place, transactionId, key, value };
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
  const type = (Object.keys(LAYOUT) as RecordType[]).find((t) => RECORD_CODES[t] === frame.type);
  if (!type) throw new WalError("WAL_UNSUPPORTED", `The record type ${frame.type} is unknown.`);
  const record: Partial<Record<FieldName | "type", unknown>> = { type };
  const layout = LAYOUT[type];
  for (const part of ["transactionId", "key", "value"] as const) {
    const name = layout[part];
    const content = frame[part];
    const isPresent = typeof content === "number" ? content > 0 : content.length > 0;
    if (name === undefined ? isPresent : part === "transactionId" && !isPresent) {
      throw new WalError("WAL_CORRUPTED", `A ${type} has a wrong ${part}.`);
    }
    if (name === undefined) continue;
    if (typeof content === "number") record[name] = content;
    else record[name] = isText(name) ? textOf(content) : new Uint8Array(content);
  }
  const { sequence, timestampMs } = frame;
  return { sequence, timestampMs, record: record as WalRecord };
}

function textOf(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw new WalError("WAL_CORRUPTED", "A text is not UTF-8.", { cause });
  }
}
