import { type FileHandle, type FileSystem, NotImplementedError } from "@wal-labs/core";
import type { Diagnosis } from "./diagnosis.ts";

/**
 * Copies what follows the last whole batch to a file beside the log, and gives its path once it is
 * durable; gives nothing when it is only zeros. The name has the offset and the CRC-32 of the tail:
 * after a crash the same tail is kept again under the same name, and no other tail is lost to it.
 *
 * @throws a `WalError` `WAL_IO` when the file system fails. The log is left as it was.
 * @exercise 2.5
 */
export async function keepTail(
  fs: FileSystem,
  path: string,
  handle: FileHandle,
  { end }: Diagnosis,
): Promise<string | undefined> {
  throw new NotImplementedError("2.5");
}
