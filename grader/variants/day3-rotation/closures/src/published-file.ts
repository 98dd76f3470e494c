import { io, writeFully } from "@wal-labs/checksum";
import { directoryOf, type FileHandle, type FileSystem, syncDirectory } from "@wal-labs/core";

/** What the name of a file that is not published yet ends with. */
export const UNPUBLISHED = ".tmp";

/** Runs `body`, and closes `handle` when that fails: the first error is the news. */
export async function closedOnFailure<Result>(
  handle: FileHandle,
  body: () => Promise<Result>,
): Promise<Result> {
  try {
    return await body();
  } catch (error) {
    await handle.close().catch(() => undefined);
    throw error;
  }
}

/** Opens a file to read for as long as `body` runs. */
export async function reading<Result>(
  fs: FileSystem,
  path: string,
  body: (handle: FileHandle) => Promise<Result>,
): Promise<Result> {
  const handle = await io(`open ${path}`, fs.open(path, "r"));
  const result = await closedOnFailure(handle, () => body(handle));
  await io(`close ${path}`, handle.close());
  return result;
}

/** Gives `path` new contents in one step (O4). The handle is the caller's to close. */
export async function publish(
  fs: FileSystem,
  path: string,
  contents: Iterable<Uint8Array>,
): Promise<FileHandle> {
  const unpublished = path + UNPUBLISHED;
  const handle = await io(`create ${unpublished}`, fs.open(unpublished, "w+"));
  return closedOnFailure(handle, async () => {
    for (const part of contents) await io(`write ${unpublished}`, writeFully(handle, part));
    await io(`sync ${unpublished}`, handle.datasync());
    await io(`publish ${path}`, fs.rename(unpublished, path));
    await io(`sync the directory of ${path}`, syncDirectory(fs, directoryOf(path)));
    return handle;
  });
}
