/**
 * Day 1: records, checksums, errors that carry the facts, and the first log file.
 *
 * @module
 */
export { crc32, stamp, type Verification, verify } from "./checksum.ts";
export { ChecksumMismatchError, CorruptionError } from "./errors.ts";
export { type Contents, type Expectation, readFrame, scan } from "./frame-reader.ts";
export { io, readFully, writeFully } from "./handle-io.ts";
export { newHeader, readHeader } from "./header.ts";
export { LogFile, type LogFileOptions, type Position } from "./log-file.ts";
export {
  type Entry,
  type JobEvent,
  type KeyValueRecord,
  RECORD_CODES,
  type RecordOf,
  type RecordType,
  type Stamp,
  type TransactionRecord,
  type WalRecord,
} from "./record.ts";
export { fromFrame, toFrame } from "./record-frame.ts";
