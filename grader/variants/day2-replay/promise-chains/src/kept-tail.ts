import { crc32, io, readFully, writeFully } from "@wal-labs/checksum";
import { directoryOf, type FileHandle, type FileSystem, syncDirectory } from "@wal-labs/core";
import { closing } from "./chain.ts";
import type { Diagnosis } from "./diagnosis.ts";

/**
 * Copies what follows the last whole batch to a file beside the log, and gives its path once it is
 * durable; gives nothing when it is only zeros. The name has the offset and the CRC-32 of the tail:
 * after a crash the same tail is kept again under the same name, and no other tail is lost to it.
 *
 * @throws a `WalError` `WAL_IO` when the file system fails. The log is left as it was.
 * @exercise 2.5
 */
export function keepTail(
  fs: FileSystem,
  path: string,
  handle: FileHandle,
  { end, size }: Pick<Diagnosis, "end" | "size">,
): Promise<string | undefined> {
  return io("read the tail", readFully(handle, end, size - end)).then((bytes) => {
    if (bytes.every((byte) => byte === 0)) return undefined;
    const keptAt = `${path}.tail-${end}-${crc32(bytes).toString(16).padStart(8, "0")}`;
    return io("create a copy of the tail", fs.open(keptAt, "w+"))
      .then((copy) =>
        closing(
          () =>
            io("copy the tail", writeFully(copy, bytes)).then(() =>
              io("sync the copy", copy.datasync()),
            ),
          () => io("close the copy", copy.close()),
        ),
      )
      .then(() => io("sync the directory", syncDirectory(fs, directoryOf(path))))
      .then(() => keptAt);
  });
}
