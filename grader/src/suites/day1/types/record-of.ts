import type { RecordOf, RecordType, WalRecord } from "@wal-labs/checksum";
import type { Holds, IsAny, Same } from "../../same.ts";

export type Claims = Holds<
  [
    Same<IsAny<RecordOf<"put">> | IsAny<WalRecord>, false>,
    Same<RecordOf<"put">, Extract<WalRecord, { readonly type: "put" }>>,
    Same<RecordOf<"ack" | "dead">["type"], "ack" | "dead">,
    Same<RecordOf<RecordType>, WalRecord>,
    Same<RecordOf<"delete"> extends never ? true : false, false>,
  ]
>;
