import { directoryOf, type FileHandle, type FileSystem, syncDirectory } from "@wal-labs/core";
import { rejectAfter } from "./first-error.ts";
import { type Contents, scan } from "./frame-reader.ts";
import { io, writeFully } from "./handle-io.ts";
import { newHeader, readHeader } from "./header.ts";

/** A log that is whole and durable. */
export interface Opened extends Contents {
  readonly salt: number;
}

/** Makes the names in the directory of `path` durable. */
export function syncName(fs: FileSystem, path: string): Promise<void> {
  return io(`sync the directory of ${path}`, syncDirectory(fs, directoryOf(path)));
}

/** Begins the log in an empty file, or verifies the one that is there; then makes it durable. */
export function openLog(
  fs: FileSystem,
  path: string,
  handle: FileHandle,
  maxRecordSize: number,
): Promise<Opened> {
  const settle = (): Promise<void> =>
    io(`sync ${path}`, handle.sync()).then(() => syncName(fs, path));
  const verified = (): Promise<Opened> =>
    readHeader(handle).then(({ salt }) =>
      scan(handle, { salt, maxRecordSize }).then((contents) => ({ ...contents, salt })),
    );
  const existing = (): Promise<Opened> => verified().then((opened) => settle().then(() => opened));
  const fresh = (): Promise<Opened> =>
    io("write the header", writeFully(handle, newHeader()))
      .then(settle)
      .then(verified)
      .catch((error: unknown) => rejectAfter(error, () => handle.truncate(0)));
  return io(`look at ${path}`, handle.stat()).then(({ size }) => (size > 0 ? existing() : fresh()));
}
