import type { WalRecord } from "@wal-labs/checksum";
import { NotImplementedError } from "@wal-labs/core";

/**
 * Records as bytes: frames one behind the other. They carry no CRC of their own, because the checkpoint
 * that they go into has one over all of them.
 *
 * @exercise 4.6
 */
export function encodeRecords(records: Iterable<WalRecord>): Uint8Array {
  throw new NotImplementedError("4.6");
}

/**
 * The records that {@link encodeRecords} was given. They own their bytes.
 *
 * @throws a `WalError` `WAL_CORRUPTED` when the bytes are no such records; `WAL_UNSUPPORTED` when one is
 * of an unknown type.
 * @exercise 4.6
 */
export function* decodeRecords(bytes: Uint8Array): Generator<WalRecord> {
  throw new NotImplementedError("4.6");
}
