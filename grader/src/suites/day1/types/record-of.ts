import type { RecordOf, RecordType, WalRecord } from "@wal-labs/checksum";
import type { Holds, Same } from "../../same.ts";

export type Claims = Holds<
  [
    Same<RecordOf<"put">, Extract<WalRecord, { readonly type: "put" }>>,
    Same<RecordOf<"ack" | "dead">["type"], "ack" | "dead">,
    Same<RecordOf<RecordType>, WalRecord>,
    Same<RecordOf<"delete"> extends never ? true : false, false>,
  ]
>;
