/** What {@link FileHandle.stat} and {@link FileSystem.stat} tell about a file. */
export interface FileStat {
  /** Bytes in the file. */
  readonly size: number;
  isFile(): boolean;
  isDirectory(): boolean;
}

/**
 * How to open a file, in Node's words: `r` to read, `r+` to read and write, `w+` to create or empty,
 * `wx+` to create or fail, `a+` to create if absent and write at the end whatever the position.
 *
 * `rs+` is `r+` with each write synced before it resolves, which is one call where `r+` takes two. It
 * covers the bytes of that write alone: what else was written to the file is as durable as before. It
 * holds only where {@link SYNCED_WRITES} says so.
 */
export type OpenFlag = "r" | "r+" | "rs+" | "w+" | "wx+" | "a+";

const platform = globalThis.process?.platform;

/**
 * Whether a write to a file opened with `rs+` is durable when it resolves. It is on Linux, and on the
 * simulated disk where nothing else runs. macOS does not empty the drive's cache for it, and Windows
 * does not know it: there, write and sync.
 */
export const SYNCED_WRITES: boolean = platform === undefined || platform === "linux";

/**
 * An open file. Nothing that {@link write} or {@link truncate} did is durable until {@link sync} or
 * {@link datasync} resolves; {@link close} makes nothing durable.
 *
 * @see Node's `fs/promises` `FileHandle`, of which this is a structural subset.
 */
export interface FileHandle {
  /** Reads up to `length` bytes into `buffer` at `offset`. May read fewer; 0 means the end. */
  read(
    buffer: Uint8Array,
    offset: number,
    length: number,
    position: number | null,
  ): Promise<{ bytesRead: number }>;
  /** Writes up to `length` bytes of `buffer` from `offset`. May write fewer: check `bytesWritten`. */
  write(
    buffer: Uint8Array,
    offset: number,
    length: number,
    position: number | null,
  ): Promise<{ bytesWritten: number }>;
  stat(): Promise<FileStat>;
  /** Makes the file `size` bytes long: cuts it off, or extends it with zeros. */
  truncate(size: number): Promise<void>;
  /** Resolves when the file's bytes and size are durable. Says nothing about its name. */
  datasync(): Promise<void>;
  /** {@link datasync} and the file's other metadata. On a directory: makes its names durable. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/**
 * The file system a log lives on. `node:fs/promises` itself is one; so is the simulated disk.
 * A file's name is durable only once its directory has been synced: see {@link syncDirectory}.
 */
export interface FileSystem {
  open(path: string, flags: OpenFlag): Promise<FileHandle>;
  /** Replaces `to` in one step, which a crash may still undo until the directory is synced. */
  rename(from: string, to: string): Promise<void>;
  unlink(path: string): Promise<void>;
  /** The names in a directory, in no particular order. */
  readdir(path: string): Promise<string[]>;
  mkdir(path: string): Promise<unknown>;
  stat(path: string): Promise<FileStat>;
}

/**
 * Makes the names in a directory durable: which files exist in it, and under which name.
 *
 * Windows can neither open nor sync a directory; there this resolves without doing anything, and
 * NTFS's own journal is what keeps the names.
 *
 * @throws the file system's error when the directory cannot be opened or synced.
 */
export async function syncDirectory(fs: FileSystem, path: string): Promise<void> {
  if (globalThis.process?.platform === "win32") return;
  const directory = await fs.open(path, "r");
  try {
    await directory.sync();
  } catch (error) {
    // The first failure is the news; a failing close would only hide it.
    await directory.close().catch(() => undefined);
    throw error;
  }
  await directory.close();
}

/** The directory that holds `path`: `"."` for a bare name. Both `/` and `\` separate. */
export function directoryOf(path: string): string {
  const end = Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\"));
  if (end < 0) return ".";
  return path.slice(0, Math.max(end, 1));
}
