import { type Entry, fromFrame, readHeader } from "@wal-labs/checksum";
import { type FileSystem, SEAL_TYPE } from "@wal-labs/core";
import { walk } from "@wal-labs/replay";
import { openArchived } from "@wal-labs/rotation";

/** The records of an archived segment. */
export async function recordsIn(fs: FileSystem, archivePath: string): Promise<Entry[]> {
  const entries: Entry[] = [];
  //#region read
  const handle = await openArchived(fs, archivePath);
  await walk(handle, await readHeader(handle), (frame) => {
    if (frame.type !== SEAL_TYPE) entries.push(fromFrame(frame.frame()));
  });
  //#endregion read
  return entries;
}
