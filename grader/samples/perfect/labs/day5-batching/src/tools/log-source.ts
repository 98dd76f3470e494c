import { io } from "@wal-labs/checksum";
import { type FileHandle, type FileSystem, nodeFs, WalError } from "@wal-labs/core";
import { segmentNames } from "@wal-labs/rotation";

/** What every tool takes. */
export interface ToolOptions {
  readonly fs?: FileSystem | undefined;
  /** Key and value of one record together, in bytes; a larger frame is invalid. */
  readonly maxRecordSize?: number | undefined;
}

/** Where a tool finds segments: one file, or a directory of them. It opens them to read only. */
export class LogSource {
  readonly isDirectory: boolean;
  readonly #fs: FileSystem;
  readonly #path: string;

  private constructor(fs: FileSystem, path: string, isDirectory: boolean) {
    this.#fs = fs;
    this.#path = path;
    this.isDirectory = isDirectory;
  }

  /** @throws a `WalError` `WAL_IO` when there is nothing at `path`, or it cannot be asked. */
  static async at(path: string, { fs = nodeFs }: ToolOptions): Promise<LogSource> {
    const found = await io(`find ${path}`, fs.stat(path));
    return new LogSource(fs, path, found.isDirectory());
  }

  /**
   * The names of its segments, oldest first; a file is its own only segment.
   *
   * @throws a `WalError` `WAL_IO` when the directory cannot be read.
   */
  async names(): Promise<string[]> {
    if (!this.isDirectory) return [this.#path.split(/[\\/]/).at(-1) ?? this.#path];
    return segmentNames(await io("list the directory", this.#fs.readdir(this.#path)));
  }

  /**
   * As {@link names}, of a log that is there.
   *
   * @throws a `WalError` `WAL_UNSUPPORTED` when the directory has no segment: it is no log.
   */
  async someNames(): Promise<string[]> {
    const names = await this.names();
    if (names.length > 0) return names;
    throw new WalError("WAL_UNSUPPORTED", `There is no segment in ${this.#path}.`);
  }

  /** Where the segment of this name lies. */
  pathOf(name: string): string {
    return this.isDirectory ? `${this.#path}/${name}` : this.#path;
  }

  /**
   * Opens a segment; `undefined` when it has gone, as one goes that a cleaner removes.
   *
   * @throws a `WalError` `WAL_IO` when it cannot be opened.
   */
  async open(name: string): Promise<FileHandle | undefined> {
    const opening = this.#fs.open(this.pathOf(name), "r").catch(ifMissing);
    return io(`open ${name}`, opening);
  }

  /** Opens a segment for as long as `body` runs; `undefined` when it has gone. */
  async read<Result>(
    name: string,
    body: (handle: FileHandle) => Promise<Result>,
  ): Promise<Result | undefined> {
    const handle = await this.open(name);
    return handle && body(handle).finally(() => release(handle));
  }
}

/** Closes a file that was only read: how that goes is no news. */
export async function release(handle: FileHandle): Promise<void> {
  await handle.close().catch(() => undefined);
}

function ifMissing(error: unknown): undefined {
  if ((error as { code?: unknown } | null)?.code !== "ENOENT") throw error;
}
