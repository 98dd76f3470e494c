/**
 * Exercise 1.1: types (src/record.ts, chapter 1, Types). It is checked by the compiler: `npm run types`
 * names a line of this file for each claim that does not hold yet.
 *
 * @module
 */
import type { RecordOf, RecordType, WalRecord } from "@wal-labs/checksum";

type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

const holds = <Claim extends true>(): Claim[] => [];

// Each record type has a record, and no record is without one.
holds<Same<WalRecord["type"], RecordType>>();

// A delete has no value; a put has one.
holds<Same<"value" extends keyof RecordOf<"delete"> ? true : false, false>>();
holds<Same<RecordOf<"put">["value"], Uint8Array>>();

// Only the records of a transaction carry its id.
holds<
  Same<
    Extract<WalRecord, { transactionId: number }>["type"],
    "transaction-put" | "transaction-delete" | "commit" | "abort"
  >
>();

// A switch over `type` narrows: the reason is there for a retry, and not for an ack.
export function reasonOf(record: WalRecord): string | undefined {
  switch (record.type) {
    case "retry":
    case "dead":
      return record.reason;
    case "ack":
      // @ts-expect-error an ack has no reason
      return record.reason;
    default:
      return undefined;
  }
}
