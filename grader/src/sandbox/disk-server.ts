import type { FileHandle, FileStat, FileSystem, OpenFlag } from "@wal-labs/core";
import { LONE_FILE } from "./protocol/call.ts";

const OPEN_FLAGS = new Set(["r", "r+", "rs+", "w+", "wx+", "a+"]);
const MAX_PATH_LENGTH = 4096;
const MAX_OPEN_FILES = 1024;
/** One read gives no more; a file system may always read less than it was asked for. */
const MAX_READ_SIZE = 32 * 1024 * 1024;
/** No file grows beyond it by `truncate`, or by a write far behind its end. */
const MAX_FILE_SIZE = 256 * 1024 * 1024;

/**
 * Does on a disk what a student's process asks for. Everything asked is checked first: the process
 * may ask for anything.
 */
export class DiskServer {
  readonly #fs: FileSystem | undefined;
  readonly #files = new Map<number, FileHandle>();
  #lastFile = 0;

  constructor(fs: FileSystem | undefined) {
    this.#fs = fs;
  }

  /** Serves one open file, and no disk. */
  static ofFile(handle: FileHandle): DiskServer {
    const server = new DiskServer(undefined);
    server.#files.set(LONE_FILE, handle);
    return server;
  }

  /**
   * Gives data, or throws what the disk throws, or an error like Node's for a senseless request.
   * The operation reaches the disk before this returns.
   */
  async perform(file: number, operation: string, args: readonly unknown[]): Promise<unknown> {
    if (file !== 0) return this.#onFile(file, operation, args);
    if (!this.#fs) throw failure("ENODEV", "there is no disk");
    return this.#onDisk(this.#fs, operation, args);
  }

  async #onDisk(
    fs: FileSystem,
    operation: string,
    [first, second]: readonly unknown[],
  ): Promise<unknown> {
    const path = pathFrom(first);
    switch (operation) {
      case "open":
        return this.#open(fs, path, second);
      case "rename":
        return void (await fs.rename(path, pathFrom(second)));
      case "unlink":
        return void (await fs.unlink(path));
      case "readdir":
        return fs.readdir(path);
      case "mkdir":
        return void (await fs.mkdir(path));
      case "stat":
        return statData(await fs.stat(path));
      default:
        throw invalid(`There is no operation ${operation} on a file system.`);
    }
  }

  async #open(fs: FileSystem, path: string, flags: unknown): Promise<number> {
    if (!isOpenFlag(flags)) throw invalid(`"${String(flags)}" is no way to open a file.`);
    if (this.#files.size >= MAX_OPEN_FILES) throw failure("EMFILE", "too many open files");
    const handle = await fs.open(path, flags);
    this.#lastFile += 1;
    this.#files.set(this.#lastFile, handle);
    return this.#lastFile;
  }

  async #onFile(file: number, operation: string, args: readonly unknown[]): Promise<unknown> {
    const handle = this.#files.get(file);
    if (!handle) throw failure("EBADF", "the file is not open");
    const [first, second] = args;
    switch (operation) {
      case "read":
        return read(handle, countFrom(first), positionFrom(second));
      case "write":
        return write(handle, first, positionFrom(second));
      case "truncate":
        return void (await handle.truncate(sizeFrom(first)));
      case "stat":
        return statData(await handle.stat());
      case "sync":
        return void (await handle.sync());
      case "datasync":
        return void (await handle.datasync());
      case "close":
        this.#files.delete(file);
        return void (await handle.close());
      default:
        throw invalid(`There is no operation ${operation} on a file.`);
    }
  }
}

async function read(handle: FileHandle, length: number, position: number | null) {
  const size = Math.min(length, MAX_READ_SIZE);
  const buffer = new Uint8Array(size);
  const { bytesRead } = await handle.read(buffer, 0, size, position);
  return buffer.subarray(0, bytesRead);
}

async function write(handle: FileHandle, bytes: unknown, position: number | null) {
  if (!(bytes instanceof Uint8Array)) throw invalid("Only bytes can be written.");
  if (position !== null) sizeFrom(position + bytes.length);
  const { bytesWritten } = await handle.write(bytes, 0, bytes.length, position);
  return bytesWritten;
}

function statData(stat: FileStat): { size: number; kind: string } {
  const kind = stat.isFile() ? "file" : stat.isDirectory() ? "directory" : "other";
  return { size: stat.size, kind };
}

function pathFrom(value: unknown): string {
  const valid = typeof value === "string" && value.length <= MAX_PATH_LENGTH;
  if (!valid || value === "" || value.includes("\0")) throw failure("ENOENT", "not a path");
  return value;
}

function countFrom(value: unknown): number {
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return value;
  throw outOfRange(`${String(value)} is not a number of bytes.`);
}

function positionFrom(value: unknown): number | null {
  return value === null || value === undefined ? null : countFrom(value);
}

function sizeFrom(value: unknown): number {
  const size = countFrom(value);
  if (size > MAX_FILE_SIZE) throw failure("EFBIG", "file too large");
  return size;
}

function isOpenFlag(value: unknown): value is OpenFlag {
  return typeof value === "string" && OPEN_FLAGS.has(value);
}

function failure(code: string, message: string): Error {
  return Object.assign(new Error(`${code}: ${message}`), { code });
}

function invalid(message: string): Error {
  return Object.assign(new TypeError(message), { code: "ERR_INVALID_ARG_VALUE" });
}

function outOfRange(message: string): Error {
  return Object.assign(new RangeError(message), { code: "ERR_OUT_OF_RANGE" });
}
