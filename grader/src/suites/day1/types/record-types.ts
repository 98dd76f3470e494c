import type {
  JobEvent,
  KeyValueRecord,
  RecordType,
  TransactionRecord,
  WalRecord,
} from "@wal-labs/checksum";
import type { Holds, IsAny, Same } from "../../same.ts";

export type Claims = Holds<
  [
    Same<IsAny<WalRecord> | IsAny<RecordType>, false>,
    Same<WalRecord["type"], RecordType>,
    Same<JobEvent["type"], "enqueue" | "dispatch" | "ack" | "retry" | "dead">,
    Same<KeyValueRecord["type"], "put" | "delete">,
    Same<TransactionRecord["type"], "transaction-put" | "transaction-delete" | "commit" | "abort">,
  ]
>;
