import { crc32, io, writeFully } from "@wal-labs/checksum";
import { directoryOf, type FileHandle, type FileSystem, syncDirectory } from "@wal-labs/core";
import type { Diagnosis } from "./diagnosis.ts";
import { eachChunk, isZero, readerOf } from "./reader.ts";

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
  { end }: Pick<Diagnosis, "end">,
): Promise<string | undefined> {
  let [crc, zero] = [0, true];
  await eachChunk(readerOf(handle), end, (bytes) => {
    crc = crc32(bytes, crc);
    zero &&= isZero(bytes);
    return true;
  });
  if (zero) return undefined;
  const keptAt = `${path}.tail-${end}-${crc.toString(16).padStart(8, "0")}`;
  const copy = await io("create the copy of the tail", fs.open(keptAt, "w+"));
  await closing(copy, async () => {
    await eachChunk(readerOf(handle), end, async (bytes) => {
      await io("copy the tail", writeFully(copy, bytes));
      return true;
    });
    await io("sync the copy of the tail", copy.datasync());
  });
  await io("sync the directory", syncDirectory(fs, directoryOf(keptAt)));
  return keptAt;
}

async function closing(handle: FileHandle, body: () => Promise<void>): Promise<void> {
  try {
    await body();
  } catch (error) {
    await handle.close().catch(() => undefined);
    throw error;
  }
  await io("close the copy of the tail", handle.close());
}
