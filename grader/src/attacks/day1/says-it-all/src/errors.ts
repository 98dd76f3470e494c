// A message that holds every fact there is, so that any search in it finds one.
import { WalError } from "@wal-labs/core";

const digits = () => Array.from({ length: 1_000_100 }, (_, number) => number).join(" ");
export class ChecksumMismatchError extends WalError {
  constructor() {
    super("WAL_CHECKSUM_MISMATCH", `${digits()} cbf43926 0000001f 00000000 ffffffff`);
  }
}
export class CorruptionError extends WalError {
  constructor() {
    super("WAL_CORRUPTED", digits());
  }
}
