import type { JobEvent, KeyValueRecord, TransactionRecord, WalRecord } from "@wal-labs/checksum";
import type { Holds, IsAny, Same } from "../../same.ts";

type Member<Union, Type> = Extract<Union, { readonly type: Type }>;
type Fields<Union, Type> = Exclude<keyof Member<Union, Type>, "type">;

export type Claims = Holds<
  [
    Same<IsAny<JobEvent> | IsAny<KeyValueRecord> | IsAny<TransactionRecord>, false>,
    Same<Fields<KeyValueRecord, "put">, "key" | "value">,
    Same<Fields<KeyValueRecord, "delete">, "key">,
    Same<Fields<TransactionRecord, "transaction-put">, "transactionId" | "key" | "value">,
    Same<Fields<TransactionRecord, "transaction-delete">, "transactionId" | "key">,
    Same<Fields<TransactionRecord, "commit">, "transactionId">,
    Same<Fields<TransactionRecord, "abort">, "transactionId">,
    Same<Fields<JobEvent, "enqueue">, "jobId" | "payload">,
    Same<Fields<JobEvent, "ack">, "jobId">,
    Same<Fields<JobEvent, "retry">, "jobId" | "reason">,
    Same<Fields<JobEvent, "dead">, "jobId" | "reason">,
    Same<Member<KeyValueRecord, "put">["value"], Uint8Array>,
    Same<Member<JobEvent, "enqueue">["payload"], Uint8Array>,
    Same<Member<JobEvent, "dispatch">["jobId"], string>,
    Same<Member<WalRecord, "commit">["transactionId"], number>,
  ]
>;
