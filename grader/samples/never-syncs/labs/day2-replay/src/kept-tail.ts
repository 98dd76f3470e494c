import { crc32, io, writeFully } from "@wal-labs/checksum";
import type { FileHandle, FileSystem } from "@wal-labs/core";
import type { Diagnosis } from "./diagnosis.ts";
import { chunksFrom } from "./file-window.ts";

/**
 * Copies what follows the last whole batch to a file beside the log, and gives its path once it is
 * durable; gives nothing when it is only zeros. The name has the offset and the CRC-32 of the tail:
 * after a crash the same tail is kept again under the same name, and no other tail is lost to it.
 *
 * @throws a `WalError` `WAL_IO` when the file system fails. The log is left as it was.
 */
export async function keepTail(
  fs: FileSystem,
  path: string,
  handle: FileHandle,
  { end }: Diagnosis,
): Promise<string | undefined> {
  let [crc, isZero] = [0, true];
  for await (const chunk of chunksFrom(handle, end)) {
    crc = crc32(chunk, crc);
    isZero &&= chunk.every((byte) => byte === 0);
  }
  if (isZero) return undefined;
  const keptAt = `${path}.tail-${end}-${crc.toString(16).padStart(8, "0")}`;
  const copy = await io("keep the tail", fs.open(keptAt, "w+"));
  try {
    for await (const chunk of chunksFrom(handle, end)) {
      await io("keep the tail", writeFully(copy, chunk));
    }
  } catch (error) {
    await copy.close().catch(() => undefined);
    throw error;
  }
  await io("close the kept tail", copy.close());
  return keptAt;
}
