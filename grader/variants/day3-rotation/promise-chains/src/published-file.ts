import { io, writeFully } from "@wal-labs/checksum";
import { directoryOf, type FileHandle, type FileSystem, syncDirectory } from "@wal-labs/core";

/** What the name of a file that is not published yet ends with. */
export const UNPUBLISHED = ".tmp";

/** For `.catch`: closes, and goes on with the first error. */
export function closing(handle: FileHandle): (error: unknown) => Promise<never> {
  const rethrow = (error: unknown) => Promise.reject(error);
  return (error) =>
    handle.close().then(
      () => rethrow(error),
      () => rethrow(error),
    );
}

/** Opens a file for as long as `use` runs. */
export function using<Result>(
  fs: FileSystem,
  path: string,
  use: (handle: FileHandle) => Promise<Result>,
): Promise<Result> {
  return io("open a file", fs.open(path, "r")).then((handle) =>
    use(handle)
      .catch(closing(handle))
      .then((result) => io("close a file", handle.close()).then(() => result)),
  );
}

async function writeAll(handle: FileHandle, contents: Iterable<Uint8Array>): Promise<void> {
  for (const part of contents) await writeFully(handle, part);
}

/** Gives `path` new contents in one step: write, sync, rename, sync the directory (O4). */
export async function publish(
  fs: FileSystem,
  path: string,
  contents: Iterable<Uint8Array>,
): Promise<FileHandle> {
  const temporary = `${path}${UNPUBLISHED}`;
  const handle = await io("create a file", fs.open(temporary, "w+"));
  const published = writeAll(handle, contents)
    .then(() => handle.datasync())
    .then(() => fs.rename(temporary, path))
    .then(() => syncDirectory(fs, directoryOf(path)))
    .then(() => handle);
  return io("publish a file", published).catch(closing(handle));
}
