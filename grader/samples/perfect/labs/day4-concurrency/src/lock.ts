import { io } from "@wal-labs/checksum";
import { type FileSystem, nodeFs, WalError } from "@wal-labs/core";

/** Who holds a lock. */
export interface LockOwner {
  readonly pid: number;
  /** Random: tells two openings by one process apart, and a process from an earlier one of its pid. */
  readonly token: string;
}

/** How to {@link acquireLock}. */
export interface LockOptions {
  readonly fs?: FileSystem | undefined;
  /** The pid to write down. This process's own unless told otherwise. */
  readonly pid?: number | undefined;
  /** Whether an owner still runs. Asks the operating system unless told otherwise. */
  readonly isAlive?: ((owner: LockOwner) => boolean | Promise<boolean>) | undefined;
}

/** A directory that is ours until it is released. */
export interface Lock {
  /**
   * Gives the directory free. A second release does nothing.
   *
   * @throws a `WalError` `WAL_IO` when the file system fails.
   */
  release(): Promise<void>;
}

const FLAG = /^lock-(\d+)-([0-9a-f]{16})$/;

/** The flags that this process has up. */
const ownFlags = new Set<string>();

/**
 * Locks an existing directory for one owner. Everyone first puts up a flag, a file named after them,
 * and then looks for others' flags: of two who come at the same time at least one sees the other,
 * whatever the order, so there are never two owners. It may happen that both give way.
 *
 * A flag whose owner is dead is taken down. Flags are not synced: after a power failure nobody runs.
 * Nothing is left behind when it fails.
 *
 * @throws a `WalError` `WAL_LOCKED` when a live owner has it; `WAL_IO` when the file system fails.
 * @see Dekker's algorithm, as told by Dijkstra in EWD 123: first say that you want, then look.
 * @exercise 4.3
 */
export async function acquireLock(directory: string, options: LockOptions = {}): Promise<Lock> {
  const { fs = nodeFs, pid = globalThis.process.pid } = options;
  const isAlive = options.isAlive ?? ((owner: LockOwner) => isRunning(owner, pid));
  const flag = flagOf({ pid, token: randomToken() });
  const path = `${directory}/${flag}`;
  // Before the file is there: whoever sees it in this process must know whose it is.
  ownFlags.add(flag);
  try {
    const handle = await io("put up the lock's flag", fs.open(path, "wx+"));
    await io("close the lock's flag", handle.close());
    await giveWay(fs, directory, flag, isAlive);
  } catch (error) {
    await fs.unlink(path).catch(() => undefined);
    ownFlags.delete(flag);
    throw error;
  }
  let isReleased = false;
  return {
    async release() {
      if (isReleased) return;
      isReleased = true;
      try {
        await io("take down the lock's flag", fs.unlink(path));
      } finally {
        ownFlags.delete(flag);
      }
    },
  };
}

/** Looks at all other flags, and throws when the owner of one is alive. */
async function giveWay(
  fs: FileSystem,
  directory: string,
  own: string,
  isAlive: (owner: LockOwner) => boolean | Promise<boolean>,
): Promise<void> {
  for (const name of await io("read the directory", fs.readdir(directory))) {
    const [, pid, token] = FLAG.exec(name) ?? [];
    if (name === own || pid === undefined || token === undefined) continue;
    if (await isAlive({ pid: Number(pid), token })) {
      throw new WalError("WAL_LOCKED", `Process ${pid} has ${directory} open.`);
    }
    const unlinking = fs.unlink(`${directory}/${name}`).catch(ignoreMissing);
    await io("take down a stale flag", unlinking);
  }
}

function isRunning(owner: LockOwner, ownPid: number): boolean {
  if (ownFlags.has(flagOf(owner))) return true;
  if (owner.pid === ownPid) return false;
  try {
    return globalThis.process.kill(owner.pid, 0);
  } catch (error) {
    return codeOf(error) === "EPERM";
  }
}

function flagOf({ pid, token }: LockOwner): string {
  return `lock-${pid}-${token}`;
}

function randomToken(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function ignoreMissing(error: unknown): void {
  if (codeOf(error) !== "ENOENT") throw error;
}

function codeOf(error: unknown): unknown {
  return (error as { code?: unknown } | null)?.code;
}
